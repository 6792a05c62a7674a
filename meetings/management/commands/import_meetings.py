"""Import meeting listings and say what became of each row."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backend.api.clock import database_now
from backend.api.problems import Problem
from meetings.imports.report import ImportHeld, Report
from meetings.imports.sources import manual
from meetings.imports.sources.manual import Wish
from meetings.models import Source

EXIT_REFUSED = 2


class Command(BaseCommand):
    help = (
        "Import meeting listings from a folder, a file or an address: answers of a BMLT root server, Meeting Guide "
        "JSON, a NAWS spreadsheet (CSV or XLSX), or the CSV of 12-step-meeting-list. The same feed again changes "
        "nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="folder, file, or http(s) address")
        parser.add_argument("--format", choices=Source.Format.values, help="what the source speaks; guessed without it")
        parser.add_argument("--source", dest="name", help="what this source is called from now on")
        parser.add_argument("--zone", default="", metavar="TZID", help="of rows whose time zone nothing tells")
        parser.add_argument("--dry-run", action="store_true", help="report and compare only, change nothing")
        parser.add_argument("--accept-shrink", action="store_true", help="let many meetings go at once")
        parser.add_argument("--json", action="store_true", help="end with the report as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = manual.import_source(
                Wish(options["source"], options["name"] or "", options["format"], options["zone"]),
                accept_shrink=options["accept_shrink"],
                dry_run=options["dry_run"],
                now=database_now(),
            )
        except Problem as problem:
            if isinstance(problem, ImportHeld) and options["dry_run"]:
                self._tell(problem.report, dry_run=True)
            self._refuse(problem, as_json=options["json"])
        if done.is_guess:
            self.stdout.write(f"Read as {done.format}; --format says otherwise.")
        self._tell(done.report, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(done.report.as_json()))

    def _refuse(self, problem: Problem, *, as_json: bool) -> None:
        self.stderr.write(f"{problem.title} {problem.detail} Nothing was changed.")
        if problem.code == "import-held":
            self.stderr.write(
                "If that is right, repeat the command with --accept-shrink, or let it through by its number: "
                "meeting_sources runs NAME, approve_import RUN."
            )
        if as_json:
            self.stdout.write(json.dumps(problem.as_json()))
        sys.exit(EXIT_REFUSED)

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for skipped in report.skipped:
            self.stdout.write(
                f"row {skipped.row}, {skipped.identity}: skipped, {skipped.reason}{_quoted(skipped.value)}"
            )
        for repaired in report.repaired:
            self.stdout.write(
                f"row {repaired.row}, {repaired.identity}: repaired, {repaired.what}{_quoted(repaired.value)}"
            )
        if dry_run:
            self._tell_differences(report)
        self._tell_warnings(report)
        self.stdout.write(
            f"{'Would be: ' if dry_run else ''}{report.created} created, {report.changed} changed, "
            f"{report.unchanged} unchanged, {report.withdrawn} withdrawn; "
            f"{len(report.skipped)} rows skipped, {len(report.repaired)} repairs."
        )

    def _tell_differences(self, report: Report) -> None:
        for each in report.differences:
            self.stdout.write(f"meeting {each.meeting}, {each.identity}: {each.name}")
            for field in each.fields:
                before, after = (json.dumps(value, ensure_ascii=False) for value in (field.before, field.after))
                self.stdout.write(f"    {field.field}: {before} → {after}")

    def _tell_warnings(self, report: Report) -> None:
        for duplicate in report.duplicates:
            self.stdout.write(f"meetings {duplicate.meeting} and {duplicate.other} may be one: {duplicate.reason}")
        for conflict in report.conflicts:
            self.stdout.write(
                f"meeting {conflict.meeting}: {conflict.field} was corrected here, and the feed changed it"
            )
        overlays = report.overlays
        if overlays.kept or overlays.ended or overlays.in_conflict:
            self.stdout.write(
                f"Corrections of organizers: {overlays.kept} kept, {overlays.ended} ended because the feed agrees, "
                f"{overlays.in_conflict} in conflict."
            )


def _quoted(value: str) -> str:
    return f" ({value})" if value else ""
