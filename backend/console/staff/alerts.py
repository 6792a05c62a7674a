"""Alerts: the list, and one with its clock, what it is about, its story and what staff can do with it."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.audit.purposes import Purpose
from backend.accounts.contact_details import any_open_to
from backend.accounts.guard import may
from backend.accounts.models import DataClass, Staff
from backend.aftercare.questionnaires.lookup import notes_of_rules
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.console.pages import StaffPage, page_of, say
from backend.console.staff.alert_story import story_of

SEEN = "Acknowledged. The person can see that somebody has seen it."
# What staff can say became of an alert; the rest is written by the service alone.
OUTCOMES = [
    (Alert.Outcome.REACHED, "Reached: we spoke"),
    (Alert.Outcome.MESSAGE_LEFT, "Left a message"),
    (Alert.Outcome.WELFARE_CHECK, "Asked for a welfare check"),
    (Alert.Outcome.HANDED_OVER, "Handed over to somebody else"),
    (Alert.Outcome.COULD_NOT_REACH, "Could not reach them"),
]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label="What became of it", choices=OUTCOMES, widget=forms.RadioSelect)
    note = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What was said and agreed. The person can ask to read it.",
    )


class AlertsPage(StaffPage):
    """All there were, the newest first; the worklist holds those that wait."""

    section = "alerts"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        page = page_of(request, alerts.alerts_or_their_end(self.staff, now=now).order_by("-opened_at", "id"))
        alerts.look_at(self.staff, page, purpose=Purpose.ALERTS, now=now)
        return self.show("staff/alerts.html", page=page, now=now, site=self.staff.site)


class AlertPage(StaffPage):
    section = "alerts"

    def get(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        return self.show_alert(alert_id, OutcomeForm())

    def show_alert(self, alert_id: UUID, form: OutcomeForm) -> HttpResponse:
        now = timezone.now()
        alert = alerts.story_of(self.staff, alert_id, now=now)
        if alerts.is_withdrawn(alert):
            return self.show("staff/withdrawn_alert.html", site=self.staff.site)
        about = [evidence for evidence in alerts.evidence_shown(alert) if evidence.rules]
        return self.show(
            "staff/alert.html",
            alert=alert,
            form=form,
            about=about,
            notes=notes_of_rules(self.staff.site_id, [rule for evidence in about for rule in evidence.rules]),
            story=story_of(alert),
            shares_details=any_open_to(self.staff, alert.person_id, now=now),
            opens_person=may(self.staff.account, alert.person, DataClass.PLAN, now=now),
            now=now,
            site=self.staff.site,
            status=422 if form.is_bound else 200,
        )


class AcknowledgeAlert(StaffPage):
    def post(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        return _act(request, alerts.acknowledge, self.staff, alert_id, SEEN)


class ClaimAlert(StaffPage):
    def post(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        return _act(request, alerts.claim, self.staff, alert_id, "You look after this now.")


class CloseAlert(AlertPage):
    def post(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        form = OutcomeForm(request.POST)
        if not form.is_valid():
            return self.show_alert(alert_id, form)
        outcome = Alert.Outcome(form.cleaned_data["outcome"])
        alerts.record_outcome(self.staff, alert_id, outcome, form.cleaned_data["note"], now=timezone.now())
        say(request, "Closed, with its outcome.")
        return redirect("console")


def _act(request: HttpRequest, act: Callable[..., Alert], staff: Staff, alert_id: UUID, done: str) -> HttpResponse:
    act(staff, alert_id, now=timezone.now())
    say(request, done)
    return redirect("alert", alert_id=alert_id)
