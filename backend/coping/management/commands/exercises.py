"""What is shown of the exercises in which language, and words for another one, from a JSON file."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.api.json_files import Unreadable, document_at
from backend.api.problems import InvalidRequest
from backend.api.quick_connection import UNANSWERED
from backend.coping.exercises import publishing
from backend.coping.exercises.shelf import PACKAGED
from backend.coping.exercises.texts import ExerciseStanding, Standing, languages_put_in, standings

HELP = (
    "List each language with how many exercises are published, reviewed, draft, outdated or missing in it. Words are "
    "read, published and taken back in the console, under Exercises. Exit code 2: the database gives no answer."
)


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", help="list the exercises of this one")
        files = parser.add_mutually_exclusive_group()
        files.add_argument("--check", type=Path, metavar="FILE", help="say what is wrong with a file, and add nothing")
        files.add_argument("--add", type=Path, metavar="FILE", help="add the words of a file as drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write("\n".join(_said(options)))
        except InvalidRequest as problem:
            faults = [f"{error['pointer'] or '/'}: {error['detail']}" for error in problem.extensions["errors"]]
            raise CommandError("\n".join(faults)) from problem
        except UNANSWERED:
            raise CommandError("The database gives no answer.", returncode=2) from None


def _said(options: dict[str, Any]) -> list[str]:
    if options["check"]:
        return [_checked(options["check"])]
    if options["add"]:
        return [_added(options["add"])]
    if options["language"]:
        return [_line(each) for each in standings(options["language"])]
    return [_counts(language) for language in (PACKAGED, *languages_put_in())]


def _checked(file: Path) -> str:
    found = publishing.check(_document(file))
    return f"{found.language}: {len(found.words)} exercises, in order."


def _added(file: Path) -> str:
    added = publishing.add(_document(file), by=None, now=timezone.now())
    return f"{added.language}: {added.added} added as drafts, {added.unchanged} the very same already."


def _document(file: Path) -> object:
    try:
        return document_at(file)
    except Unreadable as error:
        raise CommandError(f"{file} {error}") from error


def _counts(language: str) -> str:
    counted = Counter(each.standing for each in standings(language))
    return f"{language:<12}  " + ", ".join(f"{counted[each]} {each}" for each in Standing if counted[each])


def _line(each: ExerciseStanding) -> str:
    newer = ", with newer words that wait" if each.has_draft else ""
    return f"{each.exercise.slug:<24}  version {each.exercise.version}  {each.standing}{newer}"
