"""Which help lines may be shown to somebody in a country: the `rules` of data/crisis_lines.json.

It needs no database and no network: what operators have found comes in as a value.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from backend.crisis.verifying.findings import Findings

# A person who may act on thoughts of suicide comes first; the rest keeps the file's order.
CRISIS_KINDS = ("suicide_crisis", "emotional_support")
VERIFICATION_LASTS = timedelta(days=180)
NO_CRISIS_LINE = (
    "No crisis line is listed for your country yet. In danger, call the emergency number. "
    "The directory may know a line near you."
)
# Of a line that no source was found for, until an operator verified it.
OWN_PAGE = "the line's own page, read by whoever runs this service"
UNKNOWN_COUNTRY = "We do not know your country, so this is the number that works on most mobile networks."

_DATA = Path(__file__).parent / "data" / "crisis_lines.json"
# ASCII alone: as a capital, `ß` would be South Sudan.
_CODE = re.compile(r"[A-Za-z]{2}", re.ASCII)
# What people write; ISO 3166-1 keeps it free for them.
_ALSO = {"UK": "GB"}


class State(StrEnum):
    """How far a number is known to be right. The date beside it says when."""

    VERIFIED = "verified"
    TWO_SOURCES = "two_sources"
    ONE_SOURCE = "one_source"


@dataclass(frozen=True)
class CountryLines:
    """What to show, in this order. `country` is None when it is unknown or has no entry of its own.

    `directory` and `sentence` come where no crisis line can be shown.
    """

    country: str | None
    emergency: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]
    directory: Mapping[str, Any] | None
    sentence: str | None

    def as_json(self) -> dict[str, Any]:
        """Hold nothing that changes by the day alone."""
        return asdict(self)

    def with_ages(self, today: date) -> dict[str, Any]:
        """Add to each number how many days old its date is."""
        return self.as_json() | {
            "emergency": _with_age(self.emergency, today),
            "lines": [_with_age(line, today) for line in self.lines],
        }


def country_code(text: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-2 code that somebody may have meant, or None."""
    found = (text or "").strip()
    return _ALSO.get(found.upper(), found.upper()) if _CODE.fullmatch(found) else None


def countries() -> list[str]:
    """Return the codes of all countries of which more is known than the default, in alphabetical order."""
    packaged = _packaged()
    return sorted(packaged.countries.keys() | packaged.european)


def packaged_lines() -> list[tuple[str, Mapping[str, Any]]]:
    """Return every line with its country, shown or not, in the order of the file."""
    return [(code, line) for code, entry in _packaged().countries.items() for line in entry["lines"]]


def rules() -> Mapping[str, Any]:
    """Return the words of the file that bind whoever shows a line, apps included."""
    return _packaged().rules


def lines_for(
    country: str | None, *, findings: Findings, today: date, allow_overdose_spotting: bool = False
) -> CountryLines:
    """Return what to show in a country: ISO 3166-1 alpha-2, or what else `country_code` knows.

    Age alone hides nothing: a verification older than 180 days leaves a line to the rule of its status. A line that
    was found dead is as if it were not there, until somebody verifies it.
    """
    packaged, country = _packaged(), country_code(country)
    entry = packaged.countries.get(country or "")
    if entry is None:
        return _without_entry(country, packaged)
    living = [line for line in entry["lines"] if line["id"] not in findings.dead]
    allowed = [line for line in living if allow_overdose_spotting or line["kind"] != "overdose_spotting"]
    shown = [
        _rendered(line, verified_on(line["id"], findings, today)) for line in _may_be_shown(allowed, findings, today)
    ]
    has_crisis_line = any(map(_is_for_a_crisis, shown))
    return CountryLines(
        country=country,
        emergency=_emergency(entry["emergency"]),
        lines=tuple(sorted(shown, key=_crisis_first)),
        directory=None if has_crisis_line else packaged.directory,
        sentence=None if has_crisis_line else NO_CRISIS_LINE,
    )


def verified_on(line_id: str, findings: Findings, today: date) -> date | None:
    """Return the day of a verification that still counts. A day to come is a typing error and does not."""
    day = findings.verified.get(line_id)
    return day if day is not None and timedelta(0) <= today - day <= VERIFICATION_LASTS else None


@dataclass(frozen=True)
class _Packaged:
    countries: Mapping[str, Mapping[str, Any]]
    european: frozenset[str]
    emergency: Mapping[str, Any]
    european_emergency: Mapping[str, Any]
    directory: Mapping[str, Any]
    rules: Mapping[str, Any]


@cache
def _packaged() -> _Packaged:
    document = json.loads(_DATA.read_text(encoding="utf-8"))
    default = document["default"]
    return _Packaged(
        countries={entry["country"]: entry for entry in document["countries"]},
        european=frozenset(document["groups"]["EU_EEA_CH_112"]),
        emergency=default["emergency"],
        european_emergency=document["european_emergency"],
        directory={"name": default["directory"]["name"], "url": default["directory"]["url"]},
        rules={name: document[name] for name in ("generated", "rules", "status_values")},
    )


def _without_entry(country: str | None, packaged: _Packaged) -> CountryLines:
    if country in packaged.european:
        emergency = _emergency(packaged.european_emergency)
        return CountryLines(country, emergency, (), packaged.directory, NO_CRISIS_LINE)
    return CountryLines(None, _emergency(packaged.emergency), (), packaged.directory, UNKNOWN_COUNTRY)


def _may_be_shown(lines: list[dict[str, Any]], findings: Findings, today: date) -> list[dict[str, Any]]:
    """A better line takes the place of those that one source names; of a crisis line only a better crisis line does.

    Who thinks of suicide is not helped by a poison line that somebody has verified (docs/decisions/0023).
    """
    better = [line for line in lines if line["status"] == "two_sources" or verified_on(line["id"], findings, today)]
    better_crisis_lines = [line for line in better if _is_for_a_crisis(line)]
    return [
        line
        for line in lines
        if line in better
        or (line["status"] == "one_source" and not (better_crisis_lines if _is_for_a_crisis(line) else better))
    ]


def _is_for_a_crisis(line: Mapping[str, Any]) -> bool:
    return line["kind"] in CRISIS_KINDS


def _emergency(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": entry["number"],
        "note": entry["note"],
        "alternatives": entry.get("alt", []),
        "state": State(entry["status"]).value,
        "source": entry["source"],
        "dated_on": entry["checked"],
    }


def _rendered(line: Mapping[str, Any], verified: date | None) -> dict[str, Any]:
    """`status` keeps the word of the file; `state` and `is_verified` are what an app marks a line by."""
    names = ("id", "name", "number", "how", "hours", "kind", "status", "source", "checked")
    text = {"text": line["text"]} if line["text"] else {}
    return {
        **{name: line[name] for name in names},
        **text,
        "source": line["source"] or OWN_PAGE,
        "verified_on": verified.isoformat() if verified else None,
        "is_verified": verified is not None,
        "state": (State.VERIFIED if verified else State(line["status"])).value,
        "dated_on": verified.isoformat() if verified else line["checked"],
    }


def _with_age(number: Mapping[str, Any], today: date) -> dict[str, Any]:
    return {**number, "age_days": (today - date.fromisoformat(number["dated_on"])).days}


def _crisis_first(line: Mapping[str, Any]) -> int:
    kind = line["kind"]
    return CRISIS_KINDS.index(kind) if kind in CRISIS_KINDS else len(CRISIS_KINDS)
