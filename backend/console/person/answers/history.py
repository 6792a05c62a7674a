"""A person's recent check-ins, as far as they share their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import Staff
from backend.aftercare import check_ins
from backend.aftercare.models import CheckIn, Response
from backend.aftercare.questionnaires.lookup import titles_of
from backend.api.problems import NotFound

SHOWN = 5


@dataclass(frozen=True)
class PastCheckIn:
    """One line of the list. `level` is the highest that any answer called for; scores are the latest."""

    title: str
    state: str
    opened_at: datetime
    answered_at: datetime | None
    level: str | None
    scores: tuple[str, ...]


def recent_check_ins(staff: Staff, person_id: UUID, *, now: datetime) -> list[PastCheckIn] | None:
    """Return the newest first, or None when answers are not shared. The look goes on record."""
    try:
        history = check_ins.history_for(staff, person_id, now=now)
    except NotFound:
        return None
    newest = list(history.order_by("-opened_at", "id")[:SHOWN])
    titles = titles_of(check_in.instrument for check_in in newest)
    return [_line(check_in, titles[check_in.instrument]) for check_in in newest]


def score_words(response: Response) -> tuple[str, ...]:
    """`total 8, mild`, for each scale that has a value."""
    scores: Sequence[dict[str, Any]] = response.scores
    return tuple(_words(**score) for score in scores if score["value"] is not None)


def _line(check_in: CheckIn, title: str) -> PastCheckIn:
    responses = sorted(check_in.responses.all(), key=lambda response: response.received_at)
    latest = responses[-1] if responses else None
    return PastCheckIn(
        title=title,
        state=check_in.get_state_display(),
        opened_at=check_in.opened_at,
        answered_at=latest.answered_at if latest else None,
        level=max((response.level for response in responses), default=None),
        scores=score_words(latest) if latest else (),
    )


def _words(scale: str, value: int, band: str | None) -> str:
    # A subscale's band bears the name of the subscale: it says nothing new.
    return f"{scale} {value}" if band in (None, scale) else f"{scale} {value}, {band}"
