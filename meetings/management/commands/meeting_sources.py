"""Register feeds that are imported by schedule, and look after them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.api.clock import database_now
from meetings.imports.sources import registry
from meetings.imports.sources.registry import SourceRefusedError, Wish
from meetings.models import ImportRun, Source

SHOWN_RUNS = 20


class Command(BaseCommand):
    help = "Sources of meeting listings: add, list, runs, pause, resume, remove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="import an address by schedule, or change how")
        add.add_argument("name", help="what the source is called; its ids are kept under this name for ever")
        add.add_argument("address", help="http or https")
        add.add_argument("--format", required=True, choices=Source.Format.values)
        add.add_argument("--every", type=int, default=240, metavar="MINUTES")
        add.add_argument("--service-body", type=int, metavar="ID", help="of rows that name none")
        add.add_argument("--zone", default="", metavar="TZID", help="of rows whose zone nothing tells")
        verbs.add_parser("list", help="all sources with their last import")
        for verb, told in (
            ("runs", "its last imports, with their numbers"),
            ("pause", "no import by schedule until it is resumed"),
            ("resume", "its turn is now, whatever held it"),
            ("remove", "take it off the schedule; its meetings stay"),
        ):
            verbs.add_parser(verb, help=told).add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except SourceRefusedError as refused:
            raise CommandError(str(refused)) from refused

    def _add(self, options: dict[str, Any]) -> None:
        wish = Wish(
            name=options["name"],
            address=options["address"],
            format=options["format"],
            every_minutes=options["every"],
            service_body_id=options["service_body"],
            tzid=options["zone"],
        )
        source = registry.register(wish, now=database_now())
        self.stdout.write(f"{source.identity}: every {source.every_minutes} minutes, first now.")

    def _list(self, options: dict[str, Any]) -> None:
        for source in registry.with_last_run():
            self.stdout.write(_shown(source))

    def _runs(self, options: dict[str, Any]) -> None:
        source = registry.source_called(options["name"])
        for run in source.runs.order_by("-pk")[:SHOWN_RUNS]:
            self.stdout.write(_shown_run(run))

    def _pause(self, options: dict[str, Any]) -> None:
        source = registry.pause(options["name"], now=database_now())
        self.stdout.write(f"{source.identity}: paused.")

    def _resume(self, options: dict[str, Any]) -> None:
        source = registry.resume(options["name"], now=database_now())
        self.stdout.write(f"{source.identity}: its turn is now.")

    def _remove(self, options: dict[str, Any]) -> None:
        source = registry.remove(options["name"])
        self.stdout.write(f"{source.identity}: off the schedule. Its meetings stay.")


def _shown(source: Any) -> str:
    rhythm = f"every {source.every_minutes} minutes" if source.every_minutes else "by hand"
    held = f", held since {source.held_at:%Y-%m-%d %H:%M} UTC: {source.hold_reason}" if source.held_at else ""
    last = f"import {source.last_run} {source.last_outcome}" if source.last_run else "no import yet"
    return f"{source.identity}: {source.format}, {rhythm}{held}; {last}"


def _shown_run(run: ImportRun) -> str:
    counts = ", ".join(f"{number} {name}" for name, number in run.report.get("counts", {}).items() if number)
    problem = run.report.get("problem", {})
    told = problem.get("detail") or problem.get("code") or ""
    return f"{run.pk}  {run.started_at:%Y-%m-%d %H:%M} UTC  {run.outcome}  {counts}  {told}".rstrip()
