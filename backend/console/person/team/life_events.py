"""Putting on record what has happened, after a page that says what follows; and taking it back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.aftercare.life_events import recording
from backend.aftercare.life_events.ending import AlertOpen
from backend.aftercare.life_events.recording import LifeEventStands
from backend.aftercare.models import LifeEvent
from backend.api.problems import IdTaken, InvalidRequest, NotFound
from backend.care_team.following import membership
from backend.console.form_errors import add_refusal
from backend.console.pages import say
from backend.console.person.about import AboutPerson, has_in_care
from backend.console.person.team.consequences import EVENT_WORDS
from backend.console.person.team.event_form import EventForm
from backend.console.person.team.team import followers_beside

REFUSALS = (InvalidRequest, IdTaken, LifeEventStands, AlertOpen)


class RecordEvent(AboutPerson):
    tab = "team"

    def get(self, request: HttpRequest, person_id: UUID, kind: str) -> HttpResponse:
        now = timezone.now()
        colleagues = followers_beside(self.staff, [], now)
        form = EventForm(initial={"id": uuid4()}, kind=_kind(kind), colleagues=colleagues)
        return self._show(person_id, form, now)

    def post(self, request: HttpRequest, person_id: UUID, kind: str) -> HttpResponse:
        now = timezone.now()
        form = EventForm(request.POST, kind=_kind(kind), colleagues=followers_beside(self.staff, [], now))
        if not form.is_valid():
            return self._show(person_id, form, now)
        try:
            recording.record(self.staff, person_id, form.draft(), now=now)
        except REFUSALS as problem:
            add_refusal(form, problem, {})
            return self._show(person_id, form, now, alert_id=problem.extensions.get("alert_id"))
        say(request, f"On record: {EVENT_WORDS[form.kind].title.lower()}.")
        # After a discharge, and a transfer by somebody of the team, the person is not there any more.
        is_in_care = has_in_care(self.staff, person_id, now=now)
        return redirect("team", person_id=person_id) if is_in_care else redirect("people")

    def _show(self, person_id: UUID, form: EventForm, now: datetime, alert_id: str | None = None) -> HttpResponse:
        # Only for who has the person in their care. Raises NotFound.
        membership.team_for(self.staff, person_id, now=now)
        return self.show_person(
            "life_event",
            person_id,
            now=now,
            form=form,
            words=EVENT_WORDS[form.kind],
            alert_id=alert_id,
            status=422 if form.errors else 200,
        )


class TakeBack(AboutPerson):
    def post(self, request: HttpRequest, person_id: UUID, event_id: UUID) -> HttpResponse:
        recording.take_back(self.staff, person_id, event_id, now=timezone.now())
        say(request, "Ended. What is to come rings again; what was left out stays left out.")
        return redirect("team", person_id=person_id)


def _kind(value: str) -> LifeEvent.Kind:
    if value not in LifeEvent.Kind.values:
        raise NotFound
    return LifeEvent.Kind(value)
