"""A help line as an operator reads it."""

from dataclasses import dataclass
from datetime import date

from backend.crisis.lines import lines_for
from backend.crisis.pages.names import country_names
from backend.crisis.pages.words import KIND_WORDS, how_words
from backend.crisis.verifying.findings import Findings
from backend.crisis.verifying.standings import LineStanding

STATUS_WORDS = {
    "two_sources": "two public sources agree",
    "one_source": "one public source, or sources disagree",
    "memory_only": "no source found",
}


@dataclass(frozen=True)
class Row:
    """`shown` says whether people see the line, and why not."""

    standing: LineStanding
    country: str
    about: str
    how: str
    status: str
    verified: str
    shown: str


def row_of(standing: LineStanding, findings: Findings, today: date) -> Row:
    kind, status = standing.line["kind"], STATUS_WORDS[standing.line["status"]]
    checked = standing.line["checked"]
    return Row(
        standing=standing,
        country=country_names()[standing.country],
        about=KIND_WORDS.get(kind, "Somebody stays on the phone while they use alone"),
        how=how_words(standing.line),
        status=f"{status}, {day_words(date.fromisoformat(checked))}" if checked else status,
        verified=_verified_words(standing.last_verified_on, today),
        shown=_shown_words(standing, findings, today),
    )


def day_words(day: date) -> str:
    """`20 Nov 2026`."""
    return day.strftime("%-d %b %Y")


def _verified_words(day: date | None, today: date) -> str:
    if day is None:
        return "never"
    age = (today - day).days
    ago = "today" if age == 0 else f"{age} day{'' if age == 1 else 's'} ago"
    return f"{day_words(day)}, {ago}"


def _shown_words(standing: LineStanding, findings: Findings, today: date) -> str:
    if standing.dead_since:
        return "found dead, hidden"
    found = lines_for(standing.country, findings=findings, today=today, allow_overdose_spotting=True)
    if standing.id not in {line["id"] for line in found.lines}:
        return "not shown before it is verified"
    return "shown where a site allows it" if standing.line["kind"] == "overdose_spotting" else "shown"
