"""A code that lets a person join the site, shown once to the staff member who hands it over."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import mark_safe

from backend.accounts import joining
from backend.accounts.qr import qr_svg
from backend.accounts.requests import InvitationWish
from backend.console.pages import StaffPage


class NewInvitation(StaffPage):
    section = "invitations"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("staff/invitation.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        invited = joining.invite(self.staff, InvitationWish(), now=timezone.now())
        # Made of numbers alone: there is nothing in it to escape.
        code = mark_safe(qr_svg(invited.code or ""))  # noqa: S308
        return self.show("staff/invitation.html", invited=invited, qr=code, site=self.staff.site)
