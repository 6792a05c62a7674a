"""What every console page does: check the kind of account, turn refusals into pages."""

from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page as Chunk
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views import View

from backend.accounts.models import Account, Kind, Organizer, Staff
from backend.api.problems import Forbidden, NotFound, Problem

PAGE_SIZE = 50
Row = TypeVar("Row", bound=Model)


class Page(View):
    """Open to everybody; a refusal by a use case becomes a page with its status."""

    section = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Problem as problem:
            return problem_page(request, problem)

    def show(self, template: str, *, status: int = 200, **context: Any) -> TemplateResponse:
        context = {"section": self.section} | context
        return TemplateResponse(self.request, f"console/{template}", context, status=status)


class WorkPage(Page):
    """For staff and organizers who have signed in; pages of operators are few and say so. People have the app."""

    kinds: tuple[Kind, ...] = (Kind.STAFF, Kind.ORGANIZER)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            # What was to be done is not repeated after signing in, so only a page leads back to itself.
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("console"))
        if not self.is_open_to(request.user):
            return problem_page(request, Forbidden())
        return super().dispatch(request, *args, **kwargs)

    def is_open_to(self, account: Account) -> bool:
        return account.kind in self.kinds

    @property
    def account(self) -> Account:
        return cast(Account, self.request.user)


class StaffPage(WorkPage):
    kinds = (Kind.STAFF,)
    roles: tuple[Staff.Role, ...] = tuple(Staff.Role)

    def is_open_to(self, account: Account) -> bool:
        return super().is_open_to(account) and account.staff.role in self.roles

    @property
    def staff(self) -> Staff:
        return self.account.staff


class OrganizerPage(WorkPage):
    kinds = (Kind.ORGANIZER,)

    @property
    def organizer(self) -> Organizer:
        return self.account.organizer


class OperatorPage(WorkPage):
    """For whoever runs the service. They have the stock admin beside it."""

    kinds = (Kind.OPERATOR,)


def page_of(request: HttpRequest, rows: QuerySet[Row]) -> Chunk[Row]:
    """Return the part of an ordered list that `?page=` asks for; anything odd means the first or the last."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def say(request: HttpRequest, text: str) -> None:
    """Tell on the next page what was done."""
    messages.success(request, text)


def not_found(request: HttpRequest, **_rest: str) -> HttpResponse:
    """Unknown addresses below /console/ answer with a page, not with the problem document of the API."""
    return problem_page(request, NotFound())


def problem_page(request: HttpRequest, problem: Problem) -> TemplateResponse:
    return TemplateResponse(request, "console/problem.html", {"problem": problem}, status=problem.status)
