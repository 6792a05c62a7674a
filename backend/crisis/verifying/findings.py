"""What operators have found about help lines, as a value that outlives the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

SCHEMA = "line-findings/1"
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Findings:
    """By line id. Of two copies, that with the later `newest_at` is the newer, also after a backup was put back."""

    # Day of the latest verification, however old.
    verified: Mapping[str, date] = field(default_factory=dict)
    # Day on which a line was found dead or wrong that nobody has verified since.
    dead: Mapping[str, date] = field(default_factory=dict)
    newest_at: datetime = BEFORE_ALL

    def as_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "newest_at": self.newest_at.isoformat(),
            "verified": {line: day.isoformat() for line, day in sorted(self.verified.items())},
            "dead": {line: day.isoformat() for line, day in sorted(self.dead.items())},
        }


def from_json(document: Any) -> Findings:
    """Raises ValueError, KeyError, TypeError or AttributeError for anything that `as_json` has not made."""
    newest_at = datetime.fromisoformat(document["newest_at"])
    if document["schema"] != SCHEMA or newest_at.tzinfo is None:
        raise ValueError(document["schema"])
    return Findings(
        verified={str(line): date.fromisoformat(day) for line, day in document["verified"].items()},
        dead={str(line): date.fromisoformat(day) for line, day in document["dead"].items()},
        newest_at=newest_at,
    )
