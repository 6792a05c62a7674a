"""The access log as staff read it: who looked at whom, when and what for."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.accounts.audit import reviewing
from backend.accounts.audit.purposes import words_for
from backend.accounts.models import AccessLog, DataClass, Person, Staff
from backend.care_team.following.colleagues import colleagues_of
from backend.console.pages import StaffPage, page_of
from backend.console.person.sharing import WORDS


@dataclass(frozen=True)
class Line:
    """A quarter of an hour. `person` is None for whom the reader may not see by name."""

    look: AccessLog
    person: Person | None
    what: str
    purpose: str


class LooksPage(StaffPage):
    """One's own; with an id, for supervisors, those of a colleague."""

    section = "looks"

    def get(self, request: HttpRequest, colleague_id: UUID | None = None) -> HttpResponse:
        now, staff = timezone.now(), self.staff
        looker = reviewing.looker_for(staff, colleague_id or staff.pk)
        page = page_of(request, reviewing.looks_by(looker))
        named = reviewing.named_among(staff, page, now=now)
        return self.show(
            "staff/looks.html",
            page=page,
            lines=[_line(look, named) for look in page],
            looker=looker,
            colleagues=colleagues_of(staff, now=now) if staff.role == Staff.Role.SUPERVISOR else [],
            site=staff.site,
        )


def _line(look: AccessLog, named: dict[UUID, Person]) -> Line:
    what, _ = WORDS[DataClass(look.data_class)]
    return Line(look, named.get(look.person_id), what, words_for(look.purpose))
