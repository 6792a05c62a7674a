"""Give a site a questionnaire of its own, from a JSON file in the shape that docs/questionnaires.md describes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.accounts.models import Site
from backend.aftercare.questionnaires.checking import check
from backend.aftercare.questionnaires.keeping import TooManyQuestionnaires, keep
from backend.api.json_files import Unreadable, document_at
from backend.api.problems import InvalidRequest


class Command(BaseCommand):
    help = "Check a questionnaire and add it to a site, as the next version where the site has one of that code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--site", required=True, help="name of the clinic or programme")
        parser.add_argument("--check", action="store_true", help="say what is wrong with it, and add nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        site, document = _site(options["site"]), _document(options["file"])
        try:
            self.stdout.write(_checked(document, site) if options["check"] else _kept(document, site))
        except InvalidRequest as problem:
            faults = [f"{error['pointer'] or '/'}: {error['detail']}" for error in problem.extensions["errors"]]
            raise CommandError("\n".join(faults)) from problem
        except TooManyQuestionnaires as problem:
            raise CommandError(problem.title) from problem


def _site(name: str) -> Site:
    found = list(Site.objects.filter(name=name)[:2])
    if len(found) != 1:
        raise CommandError("Several sites have this name." if found else "There is no site of this name.")
    return found[0]


def _document(file: Path) -> object:
    try:
        return document_at(file)
    except Unreadable as error:
        raise CommandError(f"{file} {error}") from error


def _checked(document: object, site: Site) -> str:
    checked = check(document, site)
    rules = len(checked.instrument.rules)
    return f"{checked.instrument.code} is in order: {rules} rules and bands, each fired by answers that were found."


def _kept(document: object, site: Site) -> str:
    added = keep(site, document, by=None, now=timezone.now())
    kept = added.questionnaire
    return f"{kept.code}, version {kept.version}, {'added to' if added.is_new else 'is unchanged at'} {site.name}."
