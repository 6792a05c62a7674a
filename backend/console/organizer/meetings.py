"""The meetings of the service bodies that an organizer serves: listing them, and posting one."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.models import Account
from backend.api.problems import NotFound
from backend.console.form_errors import REFUSALS, add_refusal
from backend.console.organizer.meeting_form import FIELD_OF_POINTER, MeetingForm
from backend.console.pages import OrganizerPage, page_of, say
from meetings.dates.dated import DatedException
from meetings.dates.occurrences import current_or_next
from meetings.history.reading import changes_of, told
from meetings.models import FormatTranslation, Meeting, ServiceBody
from meetings.organizers import listings, organizing
from meetings.organizers.serializers import ListingShape


class MeetingsPage(OrganizerPage):
    section = "meetings"

    def get(self, request: HttpRequest) -> HttpResponse:
        served = organizing.meetings_served(self.account).filter(withdrawn_at=None)
        listed = served.select_related("place", "service_body").order_by("name", "id")
        return self.show("organizer/meetings.html", page=page_of(request, listed))


class MeetingPage(OrganizerPage):
    """The listing as people find it, the dates that are different, and all that changed."""

    section = "meetings"

    def get(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        served = organizing.meetings_served(self.account).select_related("place", "service_body")
        meeting = served.filter(pk=meeting_id).first()
        if meeting is None:
            raise NotFound
        now = timezone.now()
        page = page_of(request, changes_of(self.account, meeting_id).order_by("-id"))
        return self.show(
            "organizer/meeting.html",
            meeting=meeting,
            coming=current_or_next(meeting.timing, now=now),
            dates=_dates_to_come(meeting, now),
            follows_feed=listings.follows_feed(meeting),
            page=page,
            changes=[told(change, to=self.account) for change in page],
        )


class NewMeeting(OrganizerPage):
    section = "meetings"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(MeetingForm(bodies=body_choices(self.account), formats=format_choices(), id_=uuid4()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MeetingForm(request.POST, bodies=body_choices(self.account), formats=format_choices())
        if not form.is_valid():
            return self._show(form)
        body = form.body()
        try:
            facts = ListingShape.parse(body)
            listing, _is_new = listings.publish_meeting(self.account, facts, body=body, now=timezone.now())
        except REFUSALS as error:
            add_refusal(form, error, FIELD_OF_POINTER)
            return self._show(form)
        say(request, "Published. Anybody can find it now.")
        return redirect("meeting", meeting_id=listing.meeting.pk)

    def _show(self, form: MeetingForm) -> HttpResponse:
        return self.show("organizer/new_meeting.html", form=form, status=422 if form.is_bound else 200)


def body_choices(organizer: Account) -> list[tuple[int, str]]:
    served = ServiceBody.objects.filter(pk__in=organizing.bodies_served(organizer))
    return list(served.order_by("name", "id").values_list("id", "name"))


def format_choices() -> list[tuple[int, str]]:
    """All formats by name, but those that follow from venue and state."""
    named = FormatTranslation.objects.filter(language="en").exclude(key__in=listings.RESERVED_KEYS)
    return [(each.format_id, f"{each.name} ({each.key})") for each in named.order_by("name", "key")]


def _dates_to_come(meeting: Meeting, now: datetime) -> list[DatedException]:
    today = now.astimezone(ZoneInfo(meeting.tzid)).date()
    return [each for each in meeting.timing.exceptions if each.last_day >= today]
