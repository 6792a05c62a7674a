"""When staff got in touch with a person, when they meet next, and how to reach them outside the app."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.contact_details import FIELDS, any_open_to, details_for
from backend.accounts.keys import store
from backend.aftercare.appointments.reading import appointments_for
from backend.aftercare.quiet import contacts
from backend.api.problems import IdTaken
from backend.console.form_errors import add_refusal
from backend.console.pages import page_of, say
from backend.console.person.about import AboutPerson
from backend.console.person.contacts.contact_form import OUTCOME_WORDS, ContactForm
from backend.console.person.sharing import WORDS

COMING, PAST = 20, 10


class ContactsPage(AboutPerson):
    tab = "contacts"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        return self._show(person_id, ContactForm(initial={"id": uuid4()}), timezone.now())

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, form = timezone.now(), ContactForm(request.POST)
        if not form.is_valid():
            return self._show(person_id, form, now)
        try:
            contacts.log_contact(self.staff, person_id, form.wish(self.staff.site.tzid), now=now)
        except IdTaken as problem:
            add_refusal(form, problem, {})
            return self._show(person_id, form, now)
        say(request, "Logged. The person can read it in their export.")
        return redirect("console") if "back" in request.POST else redirect("contacts", person_id=person_id)

    def _show(self, person_id: UUID, form: ContactForm, now: datetime) -> HttpResponse:
        page = page_of(
            self.request,
            contacts.contacts_for(self.staff, person_id, now=now).order_by("-occurred_at", "id"),
        )
        store.preload([person_id, *(each.staff_id for each in page)])
        booked = appointments_for(self.staff, person_id, now=now)
        return self.show_person(
            "contacts",
            person_id,
            now=now,
            form=form,
            outcomes=OUTCOME_WORDS.items(),
            page=page,
            coming=booked.filter(starts_at__gt=now).order_by("starts_at", "id")[:COMING],
            past=booked.filter(starts_at__lte=now).order_by("-starts_at", "id")[:PAST],
            writes_plan=self.writes_plan(person_id, now),
            shares_details=any_open_to(self.staff, person_id, now=now),
            status=422 if form.errors else 200,
        )


class ContactDetailsPage(AboutPerson):
    """Apart from the rest: each field that is shown is a look of its own."""

    tab = "contacts"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        details = details_for(self.staff, person_id, now=now)
        lines = [(WORDS[FIELDS[name]][0], _lines_of(value)) for name, value in details.items()]
        withheld = [WORDS[data_class][1] for name, data_class in FIELDS.items() if name not in details]
        return self.show_person("contact_details", person_id, now=now, lines=lines, withheld=", ".join(withheld))


def _lines_of(value: Any) -> list[str]:
    """Return what was told, a line each; whom to call in an emergency has several parts."""
    parts = [value.get(part) for part in ("name", "relation", "phone")] if isinstance(value, dict) else [value]
    return [str(part) for part in parts if part]
