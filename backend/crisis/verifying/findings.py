"""What operators have found about help lines, as a value that outlives the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SCHEMA = "line-findings/1"


@dataclass(frozen=True)
class Findings:
    """By line id. `number` is that of the newest finding: of two copies, the one with the higher number is newer."""

    # Day of the latest verification, however old.
    verified: Mapping[str, date] = field(default_factory=dict)
    # Day on which a line was found dead or wrong that nobody has verified since.
    dead: Mapping[str, date] = field(default_factory=dict)
    number: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "number": self.number,
            "verified": {line: day.isoformat() for line, day in sorted(self.verified.items())},
            "dead": {line: day.isoformat() for line, day in sorted(self.dead.items())},
        }


def from_json(document: Any) -> Findings:
    """Raises ValueError, KeyError, TypeError or AttributeError for anything that `as_json` has not made."""
    if document["schema"] != SCHEMA:
        raise ValueError(document["schema"])
    return Findings(
        verified={str(line): date.fromisoformat(day) for line, day in document["verified"].items()},
        dead={str(line): date.fromisoformat(day) for line, day in document["dead"].items()},
        number=int(document["number"]),
    )
