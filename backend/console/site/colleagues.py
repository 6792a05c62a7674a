"""Who works at the site: hiring, another role, and letting a colleague leave."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.models import Cover, Staff
from backend.api.problems import InvalidRequest, NotFound
from backend.care_team.duty.covers import covers_of
from backend.care_team.following import colleagues, hiring
from backend.care_team.following.colleagues import Colleague
from backend.console.form_errors import add_refusal
from backend.console.pages import say
from backend.console.roles import ROLE_HELP, ROLE_WORDS, Role
from backend.console.site.pages import ManagingPage, SitePage

ROLE_CHOICES = [(role, f"{ROLE_WORDS[role]}: {ROLE_HELP[role]}") for role in Role]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES, widget=forms.RadioSelect)


class LeaveForm(forms.Form):
    successor_id = forms.ChoiceField(
        label="Who takes over",
        required=False,
        help_text="Their people, open alerts, and whom they cover for pass to this colleague; the people are told. "
        "Nobody, where there is nothing to pass on.",
    )

    def __init__(self, data: Any = None, *, others: Sequence[Staff]) -> None:
        super().__init__(data)
        choices = [("", "nobody"), *((each.pk, each.account.handle) for each in others)]
        self.fields["successor_id"].choices = choices  # type: ignore[attr-defined]  # of a choice field

    def successor_id_or_none(self) -> UUID | None:
        chosen = self.cleaned_data["successor_id"]
        return UUID(chosen) if chosen else None


class StaffListPage(SitePage):
    here = "staff"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        found = colleagues.colleagues_of(self.staff, now=now)
        absences = _absences_now(self.staff, now=now)
        rows = [(each, ROLE_WORDS[Role(each.staff.role)], absences.get(each.staff.pk)) for each in found]
        return self.show("staff_list.html", rows=rows)


class HirePage(ManagingPage):
    """The answer itself shows the link: it is kept as a hash, and can be read by nobody again."""

    here = "staff"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("hire.html", form=RoleForm(initial={"role": Role.COUNSELLOR}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RoleForm(request.POST)
        if not form.is_valid():
            return self.show("hire.html", form=form, status=422)
        role = Role(form.cleaned_data["role"])
        offer = hiring.offer(self.staff, role, now=timezone.now())
        return self.show("hire.html", form=form, offer=offer, role=ROLE_WORDS[role])


class ColleaguePage(ManagingPage):
    here = "staff"

    def get(self, request: HttpRequest, colleague_id: UUID) -> HttpResponse:
        found = self._found(colleague_id)
        return self._show(found, RoleForm(initial={"role": found.staff.role}))

    def post(self, request: HttpRequest, colleague_id: UUID) -> HttpResponse:
        found, form = self._found(colleague_id), RoleForm(request.POST)
        if not form.is_valid():
            return self._show(found, form)
        role = Role(form.cleaned_data["role"])
        try:
            hiring.change_role(self.staff, colleague_id, role, now=timezone.now())
        except (hiring.OwnRole, hiring.FollowsPeople) as problem:
            add_refusal(form, problem, {problem.code: "role"})
            return self._show(found, form)
        say(request, f"Their role is: {ROLE_WORDS[role].lower()}. What was signed in with the old one has ended.")
        return redirect("site-staff")

    def _show(self, found: Colleague, form: RoleForm) -> HttpResponse:
        return self.show("colleague.html", colleague=found, form=form, status=422 if form.errors else 200)

    def _found(self, colleague_id: UUID) -> Colleague:
        return _colleague(colleagues.colleagues_of(self.staff, now=timezone.now()), colleague_id)


class LeavePage(ManagingPage):
    here = "staff"

    def get(self, request: HttpRequest, colleague_id: UUID) -> HttpResponse:
        leaving, others = self._who(colleague_id)
        return self._show(leaving, LeaveForm(others=others))

    def post(self, request: HttpRequest, colleague_id: UUID) -> HttpResponse:
        leaving, others = self._who(colleague_id)
        form = LeaveForm(request.POST, others=others)
        if not form.is_valid():
            return self._show(leaving, form)
        try:
            colleagues.leave(self.staff, colleague_id, form.successor_id_or_none(), now=timezone.now())
        except (InvalidRequest, colleagues.SuccessorRequired) as problem:
            add_refusal(form, problem, {"successor-required": "successor_id"})
            return self._show(leaving, form)
        say(request, "They have left. Their account opens nothing any more.")
        return redirect("site-staff")

    def _show(self, leaving: Colleague, form: LeaveForm) -> HttpResponse:
        return self.show("leave.html", colleague=leaving, form=form, status=422 if form.errors else 200)

    def _who(self, colleague_id: UUID) -> tuple[Colleague, list[Staff]]:
        """Return who leaves, and who could take over."""
        found = colleagues.colleagues_of(self.staff, now=timezone.now())
        others = [each for each in colleagues.who_can_follow(found) if each.pk != colleague_id]
        return _colleague(found, colleague_id), others


def _colleague(found: Sequence[Colleague], colleague_id: UUID) -> Colleague:
    colleague = next((each for each in found if each.staff.pk == colleague_id), None)
    if colleague is None:
        raise NotFound
    return colleague


def _absences_now(staff: Staff, *, now: datetime) -> dict[UUID, Cover]:
    """Return by who is away what concerns the reader; for who runs the site, everybody's."""
    away = covers_of(staff).filter(starts_at__lte=now, ends_at__gt=now, cancelled_at=None)
    return {each.absent_id: each for each in away}
