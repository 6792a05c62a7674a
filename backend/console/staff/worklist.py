"""Who waits for a human, the most urgent first; an outcome or a contact is two clicks away."""

from dataclasses import dataclass
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.aftercare.quiet import worklist
from backend.aftercare.quiet.worklist import Row
from backend.console.pages import PAGE_SIZE, StaffPage
from backend.console.person.contacts.contact_form import OUTCOME_WORDS, ContactForm
from backend.console.staff.alerts import OUTCOMES


@dataclass(frozen=True)
class Work:
    """A row, and the form that logs a contact where no alert asks for an outcome."""

    row: Row
    contact: ContactForm | None


class Worklist(StaffPage):
    section = "worklist"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        found = worklist.worklist_of(self.staff, now=now)
        page = Paginator(found.waiting, PAGE_SIZE).get_page(request.GET.get("page"))
        rows = worklist.show(self.staff, found, list(page), now=now)
        return self.show(
            "staff/worklist.html",
            page=page,
            work=[Work(row, None if row.alert else _contact(number)) for number, row in enumerate(rows)],
            outcomes=OUTCOMES,
            contact_outcomes=OUTCOME_WORDS.items(),
            now=now,
            site=self.staff.site,
        )


def _contact(number: int) -> ContactForm:
    """Several stand on one page: their fields must not share ids."""
    return ContactForm(initial={"id": uuid4()}, auto_id=f"contact-{number}-%s")
