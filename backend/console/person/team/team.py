"""Who follows a person, and what has happened in their life that changes their care."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.guard import people_visible_to
from backend.accounts.keys import store
from backend.accounts.models import DataClass, Staff
from backend.aftercare.life_events.pausing import PAUSES, today_at
from backend.aftercare.life_events.recording import History, events_of
from backend.aftercare.models import LifeEvent
from backend.api.problems import InvalidRequest, NotFound
from backend.care_team.following import membership
from backend.care_team.following.colleagues import colleagues_of, who_can_follow
from backend.console.form_errors import add_refusal
from backend.console.pages import page_of, say
from backend.console.person.about import AboutPerson
from backend.console.person.team.consequences import EVENT_WORDS
from backend.console.person.team.event_form import colleague_choices


class MemberForm(forms.Form):
    staff_id = forms.TypedChoiceField(label="Somebody else who follows them too", coerce=UUID)

    def __init__(self, *args: Any, colleagues: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff_id"].choices = colleague_choices(colleagues)  # type: ignore[attr-defined]


class TeamPage(AboutPerson):
    tab = "team"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        team = membership.team_for(self.staff, person_id, now=now)
        return self.show_team(person_id, MemberForm(colleagues=followers_beside(self.staff, team, now)), team, now)

    def show_team(self, person_id: UUID, form: MemberForm, team: Sequence[Staff], now: datetime) -> HttpResponse:
        history = _history(self.staff, person_id, now)
        page = page_of(self.request, history.events.order_by("-created_at", "id")) if history else None
        store.preload([*(each.pk for each in team), *(each.created_by_id for each in page or [])])
        return self.show_person(
            "team",
            person_id,
            now=now,
            form=form,
            team=team,
            page=page,
            events=[(each, EVENT_WORDS[LifeEvent.Kind(each.kind)].title, self._ends(each, now)) for each in page or []],
            shows_reasons=bool(history and history.shows_reasons),
            kinds=[(kind.value, words.title) for kind, words in EVENT_WORDS.items()],
            sees_alerts=people_visible_to(self.staff.account, DataClass.ALERTS, now=now).filter(pk=person_id).exists(),
            records=self.staff.role == Staff.Role.SUPERVISOR,
            status=422 if form.errors else 200,
        )

    def _ends(self, event: LifeEvent, now: datetime) -> str:
        """Return what the button says that ends this event; empty where the reader cannot."""
        if event.ended_at is not None:
            return ""
        if event.kind == LifeEvent.Kind.DIED:
            return "It was a mistake" if self.staff.role == Staff.Role.SUPERVISOR else ""
        is_over = event.until_on is not None and event.until_on < today_at(self.staff.site, now)
        return "End the pause" if event.kind in PAUSES and not is_over else ""


class AddMember(TeamPage):
    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        team = membership.team_for(self.staff, person_id, now=now)
        # All of them: whoever joined a moment ago, by the same button, is no mistake.
        form = MemberForm(request.POST, colleagues=followers_beside(self.staff, [], now))
        if not form.is_valid():
            return self.show_team(person_id, form, team, now)
        try:
            membership.add_member(self.staff, person_id, form.cleaned_data["staff_id"], now=now)
        except InvalidRequest as problem:
            add_refusal(form, problem, {})
            return self.show_team(person_id, form, team, now)
        say(request, "They follow the person too. The person is told.")
        return redirect("team", person_id=person_id)


class RemoveMember(AboutPerson):
    def post(self, request: HttpRequest, person_id: UUID, member_id: UUID) -> HttpResponse:
        membership.remove_member(self.staff, person_id, member_id, now=timezone.now())
        say(request, "Done. An alert of theirs has passed to the one longest there, and the person is told.")
        return redirect("people") if member_id == self.staff.pk else redirect("team", person_id=person_id)


def followers_beside(staff: Staff, team: Sequence[Staff], now: datetime) -> list[Staff]:
    """Return the colleagues who can follow people and are not among these."""
    return [each for each in who_can_follow(colleagues_of(staff, now=now)) if each not in team]


def _history(staff: Staff, person_id: UUID, now: datetime) -> History | None:
    """Return what is on record as far as it may be read; None where none of it may."""
    try:
        return events_of(staff, person_id, now=now)
    except NotFound:
        return None
