"""When a notice rings, given what its recipient wishes. The agenda and the delivery both ask here. Pure.

Quiet hours are those of the recipient's own zone, whatever the clocks do there; safety notices ask for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.api.secrets import keyed_hash
from backend.recurrence import to_instant
from notifications.kinds import Category

Way = Literal["push", "silent", "in_app"]
# A local date that was left out (Apia, 2011-12-30) pushes the hours that began before it into the day after.
NIGHTS_BACK = (timedelta(days=2), timedelta(days=1), timedelta(0))
NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class QuietHours:
    """From `start` until `end` by the wall clock, over midnight where the end is the earlier of the two."""

    start: time
    end: time
    action: Literal["defer", "drop", "silent"]


@dataclass(frozen=True)
class Wishes:
    """What an account asked for. A category without a way is a push; `away_until` None: until it says otherwise.

    `is_silenced` is no wish: nothing may reach this account any more, safety included.
    """

    zone: ZoneInfo
    quiet: QuietHours | None = None
    bundle: timedelta = timedelta(0)
    spread: timedelta = timedelta(0)
    daily_cap: int | None = None
    away_from: datetime | None = None
    away_until: datetime | None = None
    ways: Mapping[Category, Way] = field(default_factory=dict)
    is_silenced: bool = False


@dataclass(frozen=True)
class Ring:
    """It rings at `at`; `code` says why not before."""

    at: datetime
    is_silent: bool = False
    code: Literal["", "quiet_hours", "bundle"] = ""


@dataclass(frozen=True)
class Held:
    """It does not ring; `outcome` is what the log calls that."""

    outcome: Literal["quiet_hours", "away", "in_app_only", "silenced"]


def ring_of(
    at: datetime, *, expires_at: datetime, category: Category, wishes: Wishes, now: datetime | None = None
) -> Ring | Held:
    """Tell when a notice due at `at` rings. Asked again for that instant, the answer is the same.

    `now` is given when it is about to be sent: quiet hours and absence are those of the moment, but what is late
    has waited for its bundle already and waits for no other.
    """
    if wishes.is_silenced:
        return Held("silenced")
    if category == Category.SAFETY:
        return Ring(at)
    way = wishes.ways.get(category, "push")
    if way == "in_app":
        return Held("in_app_only")
    earliest = max(at, now or at)
    if is_away(earliest, wishes):
        return Held("away")
    waking = _waking(earliest, wishes)
    if waking is None or earliest < expires_at <= waking:
        return Held("quiet_hours")
    if is_away(waking, wishes):
        return Held("away")
    rings_at = _bundled(at if waking == earliest else waking, waking, expires_at, wishes)
    return Ring(
        rings_at, way == "silent" or _quiet_until(rings_at, wishes) is not None, _code(earliest, waking, rings_at)
    )


def spread_of(recipient_id: UUID, window: timedelta, wishes: Wishes) -> timedelta:
    """How much later than planned this recipient's notices ring: the same for all, never past half the window."""
    limit = min(wishes.spread, window / 2)
    if limit <= timedelta(0):
        return timedelta(0)
    share = int.from_bytes(keyed_hash("spread", recipient_id.bytes)[:8], "big") / 2**64
    return timedelta(seconds=int(share * limit.total_seconds()))


def is_away(at: datetime, wishes: Wishes) -> bool:
    if wishes.away_from is None or at < wishes.away_from:
        return False
    return wishes.away_until is None or at < wishes.away_until


def _code(earliest: datetime, waking: datetime, rings_at: datetime) -> Literal["", "quiet_hours", "bundle"]:
    if waking > earliest:
        return "quiet_hours"
    return "bundle" if rings_at > waking else ""


def _waking(at: datetime, wishes: Wishes) -> datetime | None:
    """The first instant at which it may ring, loud or silent; None when quiet hours drop it."""
    if wishes.quiet is None or wishes.quiet.action == "silent":
        return at
    if wishes.quiet.action == "drop":
        return at if _quiet_until(at, wishes) is None else None
    while until := _quiet_until(at, wishes):
        at = until
    return at


def _bundled(since: datetime, waking: datetime, expires_at: datetime, wishes: Wishes) -> datetime:
    """The next slot after `since`, or `waking` where that slot is of no use: past, expired, or in other quiet hours."""
    slot = _slot(since, wishes)
    if slot <= waking or slot >= expires_at or is_away(slot, wishes):
        return waking
    is_quieter = _quiet_until(slot, wishes) is not None and _quiet_until(waking, wishes) is None
    return waking if is_quieter else slot


def _slot(at: datetime, wishes: Wishes) -> datetime:
    """The next multiple of the bundle's minutes by the local clock. A change of the clock on the way moves it."""
    while past := _past_slot(at, wishes):
        at += wishes.bundle - past
    return at


def _past_slot(at: datetime, wishes: Wishes) -> timedelta:
    if not wishes.bundle:
        return timedelta(0)
    local = at.astimezone(wishes.zone)
    return timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % wishes.bundle


def _quiet_until(at: datetime, wishes: Wishes) -> datetime | None:
    """When the quiet hours around `at` end; None outside them."""
    if wishes.quiet is None:
        return None
    quiet, today = wishes.quiet, at.astimezone(wishes.zone).date()
    for back in NIGHTS_BACK:
        night = today - back
        morning = night if quiet.start < quiet.end else night + NIGHT
        start = to_instant(datetime.combine(night, quiet.start), wishes.zone)
        end = to_instant(datetime.combine(morning, quiet.end), wishes.zone)
        if start <= at < end:
            return end
    return None
