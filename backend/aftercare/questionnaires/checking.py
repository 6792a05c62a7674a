"""Whether a document may become a questionnaire of a site: by the rules of the packaged ones, and a few of its own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from backend.accounts.models import Site
from backend.aftercare.models import SiteQuestionnaire
from backend.api.json_files import LARGEST
from backend.api.problems import Invalid, InvalidRequest
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Instrument
from backend.instruments.exercising import exercise
from backend.instruments.facts import RATING_RULES
from backend.instruments.loading import CatalogueError, Fault, Known, instrument_from, pointers_of_rules

MOST_FAULTS_TOLD = 50
CODE_TAKEN = Fault("/code", "This code is in use for another questionnaire. Choose one of your own.")
# What the service decides about a questionnaire, and its author cannot.
NOT_FOR_AUTHORS = ("version", "enabled_by_default")


@dataclass(frozen=True)
class Checked:
    """`text` is the document as it is kept; two of the same text are the same."""

    instrument: Instrument
    vectors: tuple[dict[str, Any], ...]
    text: str


def check(document: object, site: Site) -> Checked:
    """Raises InvalidRequest with a pointer for each fault; whatever JSON it is, nothing else is raised."""
    text = text_of(document)
    if not _is_text(text):
        raise refused([Fault("", "This holds characters that are no text.")])
    if len(text.encode()) > LARGEST:
        raise refused([Fault("", "A questionnaire may not be larger than 256 KiB.")])
    own_faults = list(_own_faults(document, site)) if isinstance(document, dict) else []
    try:
        instrument = instrument_from(document, _known_to(document, site), place="questionnaire")
    except CatalogueError as error:
        raise refused([*own_faults, *error.faults]) from error
    if own_faults:
        raise refused(own_faults)
    exercised = exercise(instrument)
    if exercised.unreached:
        places = pointers_of_rules(cast(dict[str, Any], document))
        raise refused([Fault(places[rule.id], "No answers were found that fire it.") for rule in exercised.unreached])
    return Checked(instrument, exercised.vectors, text)


def text_of(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)


def refused(faults: list[Fault]) -> InvalidRequest:
    return InvalidRequest(*(Invalid(fault.pointer, fault.detail) for fault in faults[:MOST_FAULTS_TOLD]))


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True


def _own_faults(document: dict[Any, Any], site: Site) -> Iterator[Fault]:
    for field in NOT_FOR_AUTHORS:
        if field in document:
            yield Fault(f"/{field}", "Leave this out: the service decides it.")
    code = document.get("code")
    if isinstance(code, str) and _is_taken(code, site):
        yield CODE_TAKEN


def _is_taken(code: str, site: Site) -> bool:
    if code in catalogue().instruments:
        return True
    # A NUL fits no text of PostgreSQL; the shape refuses it in any case.
    return "\x00" not in code and SiteQuestionnaire.objects.filter(code=code).exclude(site=site).exists()


def _known_to(document: object, site: Site) -> Known:
    """What its rules may name: the site's other questionnaires too, but not itself, which would ask without end.

    The named rules about craving ratings are left out: they need an item that is one.
    """
    known, code = catalogue().known, document.get("code") if isinstance(document, dict) else None
    own = SiteQuestionnaire.objects.filter(site=site).newest().values_list("code", "retired_at")
    others = frozenset(each for each, retired_at in own if each != code and retired_at is None)
    return replace(known, instruments=known.instruments | others, named_rules=known.named_rules - RATING_RULES)
