"""A code that lets a person join the site, shown once to the staff member who hands it over."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.accounts import joining
from backend.console.pages import StaffPage


class NewInvitation(StaffPage):
    section = "invitations"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("staff/invitation.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        invited = joining.invite(self.staff, now=timezone.now())
        return self.show("staff/invitation.html", invited=invited, site=self.staff.site)
