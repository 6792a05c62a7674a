"""Help lines by country, and what operators have found about each. Numbers come with a release, never from here."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.api.problems import NotFound, PreconditionFailed
from backend.console.operator.verify_forms import RightForm, WrongForm
from backend.console.operator.words import Row, row_of
from backend.console.pages import OperatorPage, say
from backend.crisis.lines import packaged_lines
from backend.crisis.models import LineVerification
from backend.crisis.pages.names import country_names
from backend.crisis.verifying import recording
from backend.crisis.verifying.reading import ask
from backend.crisis.verifying.standings import standing_of, standings


class HelpLinesPage(OperatorPage):
    section = "help-lines"

    def get(self, request: HttpRequest) -> HttpResponse:
        findings, today = ask(), timezone.now().date()
        rows = [row_of(each, findings, today) for each in standings(findings, today=today)]
        chosen = request.GET.get("country", "")
        return self.show(
            "operator/help_lines.html",
            rows=[row for row in rows if chosen in ("", row.standing.country)],
            due=sum(row.standing.is_due for row in rows),
            dead=sum(row.standing.dead_since is not None for row in rows),
            all=len(rows),
            countries=_countries(),
            chosen=chosen,
        )


class LinePage(OperatorPage):
    """What is known of one line, and the two things that can be said of it."""

    section = "help-lines"

    def show_line(
        self, line_id: str, *, right: RightForm | None = None, wrong: WrongForm | None = None
    ) -> HttpResponse:
        found = list(recording.findings_of(line_id))
        right, wrong = right or _right_form(found), wrong or WrongForm()
        status = 422 if right.errors or wrong.errors else 200
        context: dict[str, Any] = {"row": _row(line_id), "found": found, "right": right, "wrong": wrong}
        return self.show("operator/help_line.html", status=status, **context)


class HelpLinePage(LinePage):
    def get(self, request: HttpRequest, line_id: str) -> HttpResponse:
        return self.show_line(line_id)


class VerifyLine(LinePage):
    def post(self, request: HttpRequest, line_id: str) -> HttpResponse:
        form = RightForm(request.POST)
        if not form.is_valid():
            return self.show_line(line_id, right=form)
        page = form.cleaned_data["page"]
        try:
            recording.verify_line(line_id, by=self.account.pk, page=page, seen=form.seen, now=timezone.now())
        except PreconditionFailed:
            form.tell_stale(_newest_number(recording.findings_of(line_id)[:1]))
            return self.show_line(line_id, right=form)
        say(request, "Noted. The line is shown as checked, from today for 180 days.")
        return redirect("help-lines")


class ReportLine(LinePage):
    def post(self, request: HttpRequest, line_id: str) -> HttpResponse:
        form = WrongForm(request.POST)
        if not form.is_valid():
            return self.show_line(line_id, wrong=form)
        recording.report_line(line_id, by=self.account.pk, page=form.cleaned_data["page"], now=timezone.now())
        say(request, "Noted. The line is hidden everywhere until somebody verifies it.")
        return redirect("help-lines")


def _right_form(found: list[LineVerification]) -> RightForm:
    page = next((each.page for each in found if each.page), "")
    return RightForm(initial={"etag": _newest_number(found), "page": page})


def _newest_number(found: Iterable[LineVerification]) -> str:
    return str(next((each.pk for each in found), 0))


def _row(line_id: str) -> Row:
    findings, today = ask(), timezone.now().date()
    standing = standing_of(line_id, findings, today=today)
    if standing is None:
        raise NotFound
    return row_of(standing, findings, today)


def _countries() -> list[tuple[str, str]]:
    codes = {country for country, _ in packaged_lines()}
    return sorted(((code, country_names()[code]) for code in codes), key=lambda each: each[1])
