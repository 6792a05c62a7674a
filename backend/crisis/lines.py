"""Which help lines may be shown to somebody in a country: the `rules` of data/crisis_lines.json.

It needs no database and no network: what the operator verified comes in as a value.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

# A person who may act on thoughts of suicide comes first; the rest keeps the file's order.
CRISIS_KINDS = ("suicide_crisis", "emotional_support")
VERIFICATION_LASTS = timedelta(days=180)
NO_CRISIS_LINE = (
    "No crisis line is listed for your country yet. In danger, call the emergency number. "
    "The directory may know a line near you."
)
UNKNOWN_COUNTRY = "We do not know your country, so this is the number that works on most mobile networks."

_DATA = Path(__file__).parent / "data" / "crisis_lines.json"


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
        return asdict(self)


def lines_for(
    country: str | None, *, verified: Mapping[str, date], today: date, allow_overdose_spotting: bool = False
) -> CountryLines:
    """Return what to show in a country (ISO 3166-1 alpha-2). `verified` is line id -> day of verification.

    Age alone hides nothing: a verification older than 180 days leaves a line to the rule of its status.
    """
    packaged = _packaged()
    entry = packaged.countries.get(country or "")
    if entry is None:
        return _without_entry(country, packaged)
    allowed = [line for line in entry["lines"] if allow_overdose_spotting or line["kind"] != "overdose_spotting"]
    shown = [_rendered(line, _verified_on(line, verified, today)) for line in _may_be_shown(allowed, verified, today)]
    has_crisis_line = any(line["kind"] in CRISIS_KINDS for line in shown)
    return CountryLines(
        country=country,
        emergency=_emergency(entry["emergency"]),
        lines=tuple(sorted(shown, key=_crisis_first)),
        directory=None if has_crisis_line else packaged.directory,
        sentence=None if has_crisis_line else NO_CRISIS_LINE,
    )


@dataclass(frozen=True)
class _Packaged:
    countries: Mapping[str, Mapping[str, Any]]
    european: frozenset[str]
    emergency: Mapping[str, Any]
    directory: Mapping[str, Any]


@cache
def _packaged() -> _Packaged:
    document = json.loads(_DATA.read_text(encoding="utf-8"))
    default = document["default"]
    return _Packaged(
        countries={entry["country"]: entry for entry in document["countries"]},
        european=frozenset(document["groups"]["EU_EEA_CH_112"]),
        emergency=default["emergency"],
        directory={"name": default["directory"]["name"], "url": default["directory"]["url"]},
    )


def _without_entry(country: str | None, packaged: _Packaged) -> CountryLines:
    if country in packaged.european:
        number = {"number": "112", "note": ""}
        return CountryLines(country, _emergency(number), (), packaged.directory, NO_CRISIS_LINE)
    return CountryLines(None, _emergency(packaged.emergency), (), packaged.directory, UNKNOWN_COUNTRY)


def _may_be_shown(lines: list[dict[str, Any]], verified: Mapping[str, date], today: date) -> list[dict[str, Any]]:
    confirmed = [line for line in lines if line["status"] == "two_sources" or _verified_on(line, verified, today)]
    return confirmed or [line for line in lines if line["status"] == "one_source"]


def _verified_on(line: Mapping[str, Any], verified: Mapping[str, date], today: date) -> date | None:
    """Return the day of a verification that still counts. A day to come is a typing error and does not."""
    day = verified.get(line["id"])
    return day if day is not None and timedelta(0) <= today - day <= VERIFICATION_LASTS else None


def _emergency(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": entry["number"], "note": entry["note"], "alternatives": entry.get("alt", [])}


def _rendered(line: Mapping[str, Any], verified_on: date | None) -> dict[str, Any]:
    """`status` keeps the word of the file; `is_verified` is what an app marks a line by."""
    names = ("id", "name", "number", "how", "hours", "kind", "status", "source", "checked")
    text = {"text": line["text"]} if line["text"] else {}
    return {
        **{name: line[name] for name in names},
        **text,
        "verified_on": verified_on.isoformat() if verified_on else None,
        "is_verified": verified_on is not None,
    }


def _crisis_first(line: Mapping[str, Any]) -> int:
    kind = line["kind"]
    return CRISIS_KINDS.index(kind) if kind in CRISIS_KINDS else len(CRISIS_KINDS)
