"""How each packaged line stands: whether it works as far as anybody knows, and whether somebody should look again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.crisis.lines import packaged_lines, verified_on
from backend.crisis.verifying.findings import Findings


@dataclass(frozen=True)
class LineStanding:
    """`last_verified_on` is the latest verification, however old; `is_due`: not verified within 180 days, or dead."""

    country: str
    line: Mapping[str, Any]
    last_verified_on: date | None
    dead_since: date | None
    is_due: bool

    @property
    def id(self) -> str:
        return str(self.line["id"])


def standings(findings: Findings, *, today: date) -> list[LineStanding]:
    """Return every line: first the dead ones, then who was never verified, then the oldest verification first."""
    found = [
        LineStanding(
            country=country,
            line=line,
            last_verified_on=findings.verified.get(line["id"]),
            dead_since=findings.dead.get(line["id"]),
            is_due=line["id"] in findings.dead or verified_on(line["id"], findings, today) is None,
        )
        for country, line in packaged_lines()
    ]
    return sorted(found, key=_urgency)


def standing_of(line_id: str, findings: Findings, *, today: date) -> LineStanding | None:
    return next((each for each in standings(findings, today=today) if each.id == line_id), None)


def _urgency(standing: LineStanding) -> tuple[bool, bool, date, str]:
    return (
        standing.dead_since is None,
        not standing.is_due,
        standing.last_verified_on or date.min,
        standing.country,
    )
