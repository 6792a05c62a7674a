"""What staff remind a person of: set, read, changed and deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.keys import store
from backend.accounts.models import Person
from backend.aftercare.check_ins import person_planned_by
from backend.aftercare.staff_reminders import setting
from backend.api.problems import IdTaken, InvalidRequest, NotFound, PreconditionFailed
from backend.console.form_errors import add_refusal
from backend.console.pages import page_of, say
from backend.console.person.about import AboutPerson
from backend.console.person.asking.preview import preview_of
from backend.console.person.asking.timing_fields import FIELD_OF_POINTER, TimingFields
from backend.console.person.reminding.reminder_form import ChangeForm, ReminderForm
from backend.console.rhythm import rhythm_of
from backend.console.versions import unchanged_since
from notifications import reminders, schedules
from notifications.models import Reminder
from notifications.reminders import ReminderChange, TooManyReminders
from notifications.schedules import RuleNeverFires

REFUSALS = (InvalidRequest, IdTaken, RuleNeverFires, TooManyReminders)


@dataclass(frozen=True)
class Line:
    """`next_at` is when it is planned for next; whether it rings then is the person's own matter."""

    reminder: Reminder
    rhythm: str
    next_at: datetime | None
    version: str


class RemindersPage(AboutPerson):
    tab = "staff-reminders"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        found = setting.reminders_for(self.staff, person_id, now=now)
        page = page_of(request, found.order_by("-created_at", "id"))
        store.preload([person_id, *(each.set_by_id for each in page if each.set_by_id)])
        return self.show_person(
            "reminders",
            person_id,
            now=now,
            page=page,
            lines=[_line(each, now) for each in page],
            writes_plan=self.writes_plan(person_id, now),
        )


class NewReminder(AboutPerson):
    tab = "staff-reminders"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        person = person_planned_by(self.staff, person_id, now=now)
        tomorrow = now.astimezone(ZoneInfo(person.tzid)).date() + timedelta(days=1)
        fresh = ReminderForm.defaults(tomorrow)
        return self._show(person, ReminderForm(initial=fresh), TimingFields(fresh), now)

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, form = timezone.now(), ReminderForm(request.POST)
        timing = TimingFields(request.POST)
        person = person_planned_by(self.staff, person_id, now=now)
        if request.POST.get("action") == "preview" or not form.is_valid():
            return self._show(person, form, timing, now)
        wish = form.wish(self.staff.site.tzid)
        try:
            setting.set_reminder(self.staff, person_id, wish, body=form.body(), now=now)
        except REFUSALS as problem:
            add_refusal(form, problem, FIELD_OF_POINTER)
            return self._show(person, form, timing, now)
        say(request, "Set. They see who set it, and can stop it from ringing.")
        return redirect("staff-reminders", person_id=person_id)

    def _show(self, person: Person, form: ReminderForm, timing: TimingFields, now: datetime) -> HttpResponse:
        """Its dates are shown as soon as the timing is whole, whatever the rest of the form lacks."""
        preview = preview_of(timing, person, self.staff.site, now=now)
        status = 422 if form.errors else 200
        return self.show_person("new_reminder", person.pk, now=now, form=form, preview=preview, status=status)


class ReminderPreview(AboutPerson):
    """The fragment that preview.js puts beside the form."""

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, site = timezone.now(), self.staff.site
        person = person_planned_by(self.staff, person_id, now=now)
        preview = preview_of(TimingFields(request.POST), person, site, now=now)
        return self.show("parts/dates.html", preview=preview, person=person, site=site)


class ChangeReminder(AboutPerson):
    tab = "staff-reminders"

    def get(self, request: HttpRequest, person_id: UUID, reminder_id: UUID) -> HttpResponse:
        now = timezone.now()
        line = _line(self._reminder(person_id, reminder_id, now), now)
        form = ChangeForm(initial={"text": line.reminder.text, "version": line.version})
        return self._show(person_id, form, line, now)

    def post(self, request: HttpRequest, person_id: UUID, reminder_id: UUID) -> HttpResponse:
        now, form = timezone.now(), ChangeForm(request.POST)
        line = _line(self._reminder(person_id, reminder_id, now), now)
        if not form.is_valid():
            return self._show(person_id, form, line, now)
        change, check = ReminderChange(text=form.cleaned_data["text"]), unchanged_since(form.cleaned_data["version"])
        try:
            setting.change_reminder(self.staff, person_id, reminder_id, change, check=check, now=now)
        except PreconditionFailed as problem:
            add_refusal(form, problem, {})
            return self._show(person_id, form, line, now)
        say(request, "Changed.")
        return redirect("staff-reminders", person_id=person_id)

    def _show(self, person_id: UUID, form: ChangeForm, line: Line, now: datetime) -> HttpResponse:
        status = 422 if form.errors else 200
        return self.show_person("change_reminder", person_id, now=now, form=form, line=line, status=status)

    def _reminder(self, person_id: UUID, reminder_id: UUID, now: datetime) -> Reminder:
        """Return one to be changed. Raises NotFound."""
        person_planned_by(self.staff, person_id, now=now)
        found = setting.reminders_for(self.staff, person_id, now=now).filter(pk=reminder_id).first()
        if found is None:
            raise NotFound
        return found


class DeleteReminder(AboutPerson):
    def post(self, request: HttpRequest, person_id: UUID, reminder_id: UUID) -> HttpResponse:
        check = unchanged_since(request.POST.get("version", ""))
        setting.delete_reminder(self.staff, person_id, reminder_id, check=check, now=timezone.now())
        say(request, "Deleted. What has not rung of it will not.")
        return redirect("staff-reminders", person_id=person_id)


def _line(reminder: Reminder, now: datetime) -> Line:
    schedule = reminder.schedule
    coming = schedules.upcoming(schedule, after=now, limit=1)
    rhythm = rhythm_of(schedule.rrule) if schedule.dtstart else "around an event"
    return Line(reminder, rhythm, coming[0].at if coming else None, reminders.etag(reminder))
