"""Scheduling check-ins, and asking for one now."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.models import Person
from backend.aftercare import check_ins
from backend.aftercare.check_in_schedules import cancel_schedule, schedule_check_ins
from backend.aftercare.check_ins import Wish, person_planned_by
from backend.api.problems import IdTaken, Invalid, InvalidRequest
from backend.console.form_errors import add_refusal
from backend.console.pages import StaffPage, say
from backend.console.person.asking.ask_form import AskForm
from backend.console.person.asking.preview import Preview, preview_of
from backend.console.person.asking.schedule_form import ScheduleForm
from backend.console.person.asking.timing_fields import FIELD_OF_POINTER
from notifications.schedules import RuleNeverFires


class NewSchedule(StaffPage):
    section = "people"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        person = person_planned_by(self.staff, person_id, now=now)
        tomorrow = now.astimezone(ZoneInfo(person.tzid)).date() + timedelta(days=1)
        defaults = ScheduleForm.defaults(tomorrow)
        preview = preview_of(ScheduleForm(defaults, site=self.staff.site), person, self.staff.site, now=now)
        return self._show(person, ScheduleForm(initial=defaults, site=self.staff.site), preview)

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, form = timezone.now(), ScheduleForm(request.POST, site=self.staff.site)
        person = person_planned_by(self.staff, person_id, now=now)
        preview = preview_of(form, person, self.staff.site, now=now)
        if request.POST.get("action") == "preview" or not form.is_valid():
            return self._show(person, form, preview)
        try:
            schedule_check_ins(self.staff, person_id, form.draft(self.staff.site.tzid), now=now)
        except (InvalidRequest, IdTaken, RuleNeverFires) as problem:
            add_refusal(form, problem, FIELD_OF_POINTER)
            return self._show(person, form, preview)
        say(request, "Scheduled. Their phone will ring by itself.")
        return redirect("person", person_id=person_id)

    def _show(self, person: Person, form: ScheduleForm, preview: Preview) -> HttpResponse:
        return self.show(
            "person/new_schedule.html",
            person=person,
            form=form,
            preview=preview,
            site=self.staff.site,
            status=422 if form.errors else 200,
        )


class CancelSchedule(StaffPage):
    def post(self, request: HttpRequest, person_id: UUID, schedule_id: UUID) -> HttpResponse:
        cancel_schedule(self.staff, person_id, schedule_id, now=timezone.now())
        say(request, "Ended. Check-ins that are open stay open.")
        return redirect("person", person_id=person_id)


class AskNow(StaffPage):
    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        form = AskForm(request.POST, site=self.staff.site)
        if not form.is_valid():
            raise InvalidRequest(Invalid("/instrument", "Choose a questionnaire."))
        # The page's own id: pressing the button twice asks once.
        asked = form.cleaned_data
        wish = Wish(asked["instrument"], id=asked["id"], body={"instrument": asked["instrument"]})
        check_ins.ask_now(self.staff, person_id, wish, now=timezone.now())
        say(request, "Asked. It waits in their app, and their phone rings as they wish.")
        return redirect("person", person_id=person_id)


class SchedulePreview(StaffPage):
    """The fragment that preview.js puts beside the form."""

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, site = timezone.now(), self.staff.site
        person = person_planned_by(self.staff, person_id, now=now)
        preview = preview_of(ScheduleForm(request.POST, site=site), person, site, now=now)
        return self.show("parts/dates.html", preview=preview, person=person, site=site)
