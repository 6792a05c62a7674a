"""The meetings of the service bodies that an organizer serves."""

from django.http import HttpRequest, HttpResponse

from backend.console.pages import OrganizerPage, page_of
from meetings.models import Meeting


class MeetingsPage(OrganizerPage):
    section = "meetings"

    def get(self, request: HttpRequest) -> HttpResponse:
        own = Meeting.objects.filter(service_body__organizerservicebody__organizer=self.organizer)
        listed = own.select_related("place", "service_body").order_by("name", "id")
        return self.show("organizer/meetings.html", page=page_of(request, listed))
