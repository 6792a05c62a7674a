"""Codes that let a person join the site: which there are, and a new one, shown once to who hands it over."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import mark_safe

from backend.accounts import joining
from backend.accounts.keys import store
from backend.accounts.models import Invitation
from backend.accounts.qr import qr_svg
from backend.care_team.following.colleagues import colleagues_of
from backend.console.form_errors import REFUSALS, add_refusal
from backend.console.pages import StaffPage, page_of, say
from backend.console.staff.invitation_form import InvitationForm


@dataclass(frozen=True)
class Shown:
    invitation: Invitation
    state: Invitation.State


class InvitationsPage(StaffPage):
    section = "invitations"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        page = page_of(request, joining.invitations_of(self.staff).order_by("-expires_at", "pk"))
        store.preload(staff.pk for each in page for staff in (each.staff, each.follower))
        rows = [Shown(each, each.state_at(now)) for each in page]
        return self.show("staff/invitations.html", page=page, rows=rows, site=self.staff.site)


class NewInvitation(StaffPage):
    section = "invitations"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            invited = joining.invite(self.staff, form.wish(), now=timezone.now())
        except REFUSALS as refusal:
            add_refusal(form, refusal, {})
            return self._show(form, status=422)
        # Made of numbers alone: there is nothing in it to escape.
        code = mark_safe(qr_svg(invited.code)) if invited.code else ""  # noqa: S308
        return self._show(self._form(), invited=invited, qr=code)

    def _form(self, *data: object) -> InvitationForm:
        return InvitationForm(self.staff, colleagues_of(self.staff, now=timezone.now()), *data)

    def _show(self, form: InvitationForm, *, status: int = 200, **more: object) -> HttpResponse:
        return self.show("staff/invitation.html", form=form, site=self.staff.site, status=status, **more)


class WithdrawInvitation(StaffPage):
    def post(self, request: HttpRequest, invitation_id: UUID) -> HttpResponse:
        joining.withdraw_invitation(self.staff, invitation_id, now=timezone.now())
        say(request, "Withdrawn. Nobody can join with this code any more.")
        return redirect("invitations")
