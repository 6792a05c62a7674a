"""Starting the standard check-ins: what would be asked, and when, before anything is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.aftercare.cadences import starting
from backend.aftercare.cadences.starting import Foreseen
from backend.aftercare.check_ins import person_planned_by
from backend.aftercare.questionnaires.lookup import titles_of
from backend.api.problems import IdTaken, InvalidRequest
from backend.console.form_errors import add_refusal
from backend.console.pages import say
from backend.console.person.about import AboutPerson
from backend.console.person.asking.standard_form import StandardForm
from backend.console.rhythm import rhythm_of

DATES = 3


@dataclass(frozen=True)
class Planned:
    """One of the standard check-ins. `dates` are the first, on the person's clock (naive)."""

    title: str
    rhythm: str
    is_planned: bool
    dates: Sequence[datetime]


class StartStandard(AboutPerson):
    tab = "person"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        person = person_planned_by(self.staff, person_id, now=now)
        tomorrow = now.astimezone(ZoneInfo(person.tzid)).date() + timedelta(days=1)
        # Filled in as it is, so that the dates stand beside it at once.
        return self._show(person_id, StandardForm(StandardForm.defaults(tomorrow)), now)

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, form = timezone.now(), StandardForm(request.POST)
        person_planned_by(self.staff, person_id, now=now)
        if request.POST.get("action") == "preview" or not form.is_valid():
            return self._show(person_id, form, now)
        try:
            started = starting.start_standard(self.staff, person_id, form.start(self.staff.site.tzid), now=now)
        except (InvalidRequest, IdTaken) as problem:
            add_refusal(form, problem, {})
            return self._show(person_id, form, now)
        say(request, f"Started: {len(started.planned)} check-ins. What was planned before stays as it is.")
        return redirect("person", person_id=person_id)

    def _show(self, person_id: UUID, form: StandardForm, now: datetime) -> HttpResponse:
        planned = self._planned(person_id, form, now) if form.is_valid() else []
        status = 422 if form.errors else 200
        return self.show_person("standard", person_id, now=now, form=form, planned=planned, status=status)

    def _planned(self, person_id: UUID, form: StandardForm, now: datetime) -> list[Planned]:
        try:
            found = starting.preview(self.staff, person_id, form.start(self.staff.site.tzid), now=now)
        except InvalidRequest as problem:
            add_refusal(form, problem, {})
            return []
        titles = titles_of(each.cadence.instrument for each in found)
        return [_line(each, titles[each.cadence.instrument]) for each in found]


def _line(foreseen: Foreseen, title: str) -> Planned:
    dates = [each.local for each in foreseen.next_occurrences[:DATES]]
    return Planned(title, rhythm_of(foreseen.cadence.rrule), foreseen.is_planned, dates)
