"""Changing a meeting that is listed: one date, a pause, going back to what it said before."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.models import Account
from backend.api.problems import NotFound
from backend.console.form_errors import REFUSALS, add_refusal
from backend.console.organizer.date_form import FIELD_OF_POINTER, DateForm
from backend.console.organizer.pause_form import PauseForm
from backend.console.organizer.words import KIND_WORDS, lines_of, who_words
from backend.console.pages import OrganizerPage, say
from meetings.dates.occurrences import coming_days
from meetings.history.diffing import differences
from meetings.history.reading import changes_of, told
from meetings.history.restoring import Version, restore_version
from meetings.models import Meeting, MeetingChange
from meetings.organizers import listings, organizing
from meetings.organizers.one_date import with_exception, without_exceptions_on
from meetings.organizers.serializers import DatedExceptionShape, facts_with
from meetings.stored import documents
from meetings.stored.documents import Listing

# As many dates as a form offers: a quarter of a year of a weekly meeting.
DATES = 13


class MeetingChangePage(OrganizerPage):
    section = "meetings"

    def listing(self, meeting_id: int) -> Listing:
        """Raises NotFound outside the bodies served."""
        found = documents.listings_of(organizing.meetings_served(self.account).filter(pk=meeting_id))
        if not found:
            raise NotFound
        return found[0]

    def show_form(self, template: str, form: Form, meeting: Meeting) -> HttpResponse:
        status = 422 if form.is_bound and form.errors else 200
        return self.show(f"organizer/{template}.html", form=form, meeting=meeting, status=status)


class ChangeDate(MeetingChangePage):
    def get(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        meeting = self.listing(meeting_id).meeting
        return self.show_form("change_date", DateForm(days=_days(meeting)), meeting)

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        meeting = self.listing(meeting_id).meeting
        form = DateForm(request.POST, days=_days(meeting))
        if not form.is_valid():
            return self.show_form("change_date", form, meeting)
        try:
            exception, now = DatedExceptionShape.parse(form.body()), timezone.now()
            _change(self.account, meeting_id, lambda listing: with_exception(listing, exception, now=now))
        except REFUSALS as error:
            add_refusal(form, error, FIELD_OF_POINTER)
            return self.show_form("change_date", form, meeting)
        say(request, "Done. Everybody who looks it up sees it now.")
        return redirect("meeting", meeting_id=meeting_id)


class ClearDate(MeetingChangePage):
    def post(self, request: HttpRequest, meeting_id: int, day: str) -> HttpResponse:
        _change(self.account, meeting_id, lambda listing: without_exceptions_on(listing, day))
        say(request, "That day is as always again.")
        return redirect("meeting", meeting_id=meeting_id)


class PauseMeeting(MeetingChangePage):
    def get(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        meeting = self.listing(meeting_id).meeting
        return self.show_form("pause", PauseForm(meeting=meeting, today=_today(meeting)), meeting)

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        meeting = self.listing(meeting_id).meeting
        form = PauseForm(request.POST, meeting=meeting, today=_today(meeting))
        if not form.is_valid():
            return self.show_form("pause", form, meeting)
        try:
            _change(self.account, meeting_id, lambda _listing: form.body())
        except REFUSALS as error:
            add_refusal(form, error, {})
            return self.show_form("pause", form, meeting)
        say(request, "Done. Everybody who looks it up sees it now.")
        return redirect("meeting", meeting_id=meeting_id)


class VersionPage(MeetingChangePage):
    """What would be different, and the button."""

    def get(self, request: HttpRequest, meeting_id: int, change_id: int) -> HttpResponse:
        listing = self.listing(meeting_id)
        change = self._change(meeting_id, change_id)
        said = told(change, to=self.account)
        return self.show(
            "organizer/version.html",
            meeting=listing.meeting,
            change=change,
            what=KIND_WORDS[MeetingChange.Kind(said.kind)],
            who=who_words(said),
            lines=lines_of(differences(documents.state_of(listing), change.after)),
        )

    def post(self, request: HttpRequest, meeting_id: int, change_id: int) -> HttpResponse:
        now = timezone.now()
        restore_version(self.account, meeting_id, Version(change_id), check=lambda _listing: None, now=now)
        say(request, "Restored. It says again what it said then.")
        return redirect("meeting", meeting_id=meeting_id)

    def _change(self, meeting_id: int, change_id: int) -> MeetingChange:
        change = changes_of(self.account, meeting_id).filter(pk=change_id).first()
        if change is None:
            raise NotFound
        return change


def _change(organizer: Account, meeting_id: int, changes: Callable[[Listing], Mapping[str, Any]]) -> None:
    now = timezone.now()
    listings.change_meeting(organizer, meeting_id, lambda listing: facts_with(listing, changes(listing)), now=now)


def _days(meeting: Meeting) -> list[date]:
    return list(islice(coming_days(meeting.timing, now=timezone.now()), DATES))


def _today(meeting: Meeting) -> date:
    return timezone.now().astimezone(ZoneInfo(meeting.tzid)).date()
