"""The statement against passing it on that goes with disclosures (42 CFR 2.32): data, with its version and date."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from backend.accounts.models import Site

PACKAGED = Path(__file__).parent / "data" / "redisclosure.json"
# As the column of a disclosure holds it.
LONGEST_VERSION = 20


class StatementError(ValueError):
    """A file holds no statement that could be used; the message says what is wrong."""


@dataclass(frozen=True)
class Statement:
    version: str
    text: str
    source: str
    read_on: date


def statement_for(site: Site) -> Statement | None:
    """Return what the law of a site wants said: under Part 2 what the operator has loaded, or the short form."""
    if site.regime != Site.Regime.PART2:
        return None
    return statement_in(Path(settings.REDISCLOSURE_STATEMENT or PACKAGED))


@cache
def statement_in(file: Path) -> Statement:
    """Raises StatementError."""
    try:
        return statement_from(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise StatementError(f"{file}: {error}") from error


def statement_from(raw: Mapping[str, Any]) -> Statement:
    """Raises StatementError."""
    try:
        found = Statement(raw["version"], raw["text"], raw["source"], date.fromisoformat(raw["read_on"]))
    except (KeyError, TypeError, ValueError) as error:
        raise StatementError(f"give version, text, source and read_on, a date: {error}") from error
    if not all(isinstance(each, str) and each.strip() for each in (found.version, found.text, found.source)):
        raise StatementError("version, text and source are words")
    if len(found.version) > LONGEST_VERSION:
        raise StatementError(f"the version has more than {LONGEST_VERSION} characters")
    return found
