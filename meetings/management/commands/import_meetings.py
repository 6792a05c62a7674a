"""Import meeting listings and say what became of each row."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backend.api.clock import database_now
from backend.api.problems import Problem
from meetings.imports.bmlt.feed import read_feed, source_identity
from meetings.imports.report import Report
from meetings.imports.taking_over import import_feed

EXIT_REFUSED = 2


class Command(BaseCommand):
    help = "Import meeting listings from a folder, a file or a root server. The same feed again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="folder, JSON file, or address of a BMLT root server")
        parser.add_argument("--format", choices=["bmlt"], default="bmlt", help="what the source speaks")
        parser.add_argument("--source", dest="name", help="what this source is called from now on")
        parser.add_argument("--dry-run", action="store_true", help="report only, change nothing")
        parser.add_argument("--accept-shrink", action="store_true", help="let many meetings go at once")
        parser.add_argument("--json", action="store_true", help="end with the report as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_feed(
                read_feed(options["source"]),
                source_name=options["name"] or source_identity(options["source"]),
                accept_shrink=options["accept_shrink"],
                dry_run=options["dry_run"],
                now=database_now(),
            )
        except Problem as problem:
            self._refuse(problem, as_json=options["json"])
        self._tell(report, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))

    def _refuse(self, problem: Problem, *, as_json: bool) -> None:
        self.stderr.write(f"{problem.title} {problem.detail} Nothing was changed.")
        if problem.code == "import-held":
            self.stderr.write("If that is right, repeat the command with --accept-shrink.")
        if as_json:
            self.stdout.write(json.dumps(problem.as_json()))
        sys.exit(EXIT_REFUSED)

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for skipped in report.skipped:
            self.stdout.write(f"row {skipped.row}, {skipped.identity}: skipped, {skipped.reason}")
        for repaired in report.repaired:
            self.stdout.write(f"row {repaired.row}, {repaired.identity}: repaired, {repaired.what}")
        self.stdout.write(
            f"{'Would be: ' if dry_run else ''}{report.created} created, {report.changed} changed, "
            f"{report.unchanged} unchanged, {report.withdrawn} withdrawn; "
            f"{len(report.skipped)} rows skipped, {len(report.repaired)} repairs."
        )
