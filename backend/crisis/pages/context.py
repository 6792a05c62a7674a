"""What the page of help shows, in the order in which it shows it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.crisis.lines import CountryLines, countries, lines_for
from backend.crisis.pages.names import country_names
from backend.crisis.pages.words import KIND_WORDS, day_words, emergency_words, hours_words, state_words, tel, ways_to
from backend.crisis.verifying.findings import Findings
from backend.instruments.catalogue import catalogue

# What can kill within the hour, then what makes it worse.
CARDS = (
    "medical-emergency",
    "overdose-benzo",
    "overdose-with-opioids",
    "suicide",
    "bzd-withdrawal-severe",
    "bzd-withdrawal-early",
    "allergic-reaction",
)
# The country a browser is set to: `en-US`, `zh-Hant-HK`.
_REGION = re.compile(r"\b[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})\b", re.ASCII)


@dataclass(frozen=True)
class Link:
    href: str
    words: str


@dataclass(frozen=True)
class Emergency:
    number: str
    href: str
    note: str
    others: list[Link]
    state: str


@dataclass(frozen=True)
class Line:
    name: str
    about: str
    links: list[Link]
    hours: str
    state: str


def context_for(country: str | None, *, findings: Findings, languages: str, today: date) -> dict[str, Any]:
    """Return the page for a country, or the default with the list of all.

    `languages` is what the browser says of itself; it only puts one country of the list before the others.
    """
    found = lines_for(country, findings=findings, today=today)
    return {
        "country": country_names().get(found.country or ""),
        "emergency": _emergency(found),
        "lines": [_line(line) for line in found.lines],
        "directory": found.directory,
        "sentence": found.sentence,
        "cards": [catalogue().cards[code] for code in CARDS],
        "choices": [] if found.country else _choices(),
        "likely": None if found.country else _likely(languages),
        "sources": [
            (number["number"], number["source"], day_words(number["dated_on"]))
            for number in (found.emergency, *found.lines)
        ],
    }


def _emergency(found: CountryLines) -> Emergency:
    number, note = found.emergency["number"], found.emergency["note"]
    others = [Link(tel(other["number"]), _other_words(other)) for other in found.emergency["alternatives"]]
    return Emergency(number, tel(number), note, others, emergency_words(found.emergency))


def _other_words(other: dict[str, str]) -> str:
    return f"{other['number']} ({other['note']})" if other["note"] else other["number"]


def _line(line: Any) -> Line:
    links = [Link(way.href, f"{way.verb.capitalize()} {way.to}") for way in ways_to(line)]
    return Line(line["name"], KIND_WORDS[line["kind"]], links, hours_words(line["hours"]), state_words(line))


def _choices() -> list[Link]:
    names = country_names()
    return sorted((Link(f"/help/{code}", names[code]) for code in countries()), key=lambda link: link.words)


def _likely(languages: str) -> Link | None:
    known = set(countries())
    regions = [region.upper() for region in _REGION.findall(languages)]
    code = next((region for region in regions if region in known), None)
    return None if code is None else Link(f"/help/{code}", country_names()[code])
