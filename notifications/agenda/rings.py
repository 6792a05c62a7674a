"""When planned notices will ring, after all their recipient wishes: what delivery will decide, decided ahead. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from notifications.guards import Guard
from notifications.kinds import Kind, is_safety, policy_of
from notifications.wishes.ringing import Held, Wishes, ring_of


@dataclass(frozen=True)
class Notice:
    """What rings: an occurrence planned for `at`, which a clock in `tzid` shows as `local`."""

    id: UUID
    kind: Kind
    at: datetime
    local: datetime
    tzid: str
    expires_at: datetime
    target: tuple[str, UUID]
    guard: Guard | None = None

    @property
    def is_safety(self) -> bool:
        return is_safety(self.kind)


@dataclass(frozen=True)
class Planned:
    """A stage of a notice, due to be delivered at `deliver_at`. A retry rings for no other notice."""

    notice: Notice
    stage: int
    deliver_at: datetime
    is_retry: bool = False


@dataclass(frozen=True)
class Ring:
    """A stage as it will ring; `bundle_id` is the notice that rings for it and others at that instant."""

    planned: Planned
    at: datetime
    is_silent: bool
    bundle_id: UUID | None = None

    @property
    def notice(self) -> Notice:
        return self.planned.notice


@dataclass(frozen=True)
class Entry:
    """A notice as the agenda shows it: when it rings first, and again until somebody acts."""

    notice: Notice
    rings_at: datetime
    is_silent: bool
    bundle_id: UUID | None
    again_at: tuple[datetime, ...]


def rings_of(planned: Iterable[Planned], wishes: Wishes) -> list[Ring]:
    """Return what rings at all, each stage by itself, earliest first."""
    found = []
    for each in planned:
        category = policy_of(each.notice.kind).category
        answer = ring_of(each.deliver_at, expires_at=each.notice.expires_at, category=category, wishes=wishes)
        if not isinstance(answer, Held):
            found.append(Ring(each, answer.at, answer.is_silent))
    return sorted(found, key=lambda ring: (ring.at, ring.notice.id, ring.planned.stage))


def together(rings: Iterable[Ring], wishes: Wishes, *, rung: Mapping[UUID, datetime]) -> list[Ring]:
    """Return what is left of `rings`, earliest first, by the daily cap, with those that ring as one named.

    `rung` says when each notice that has rung lately rang first.
    """
    first_rung = dict(rung)
    kept: list[Ring] = []
    for _, group in groupby(rings, key=lambda ring: ring.at):
        for joined in _joined(list(group), wishes):
            admitted = _admitted(joined, first_rung, wishes)
            if admitted:
                kept += _named(admitted)
                _count(kept[-1], first_rung)
    return kept


def entries_of(rings: Iterable[Ring]) -> list[Entry]:
    """Gather the rings of each notice, which are ordered by time; return the entries in the order of their first.

    Of the steps of a notice that fall on one instant, one rings.
    """
    by_notice: dict[UUID, list[Ring]] = {}
    for ring in rings:
        by_notice.setdefault(ring.notice.id, []).append(ring)
    return [
        Entry(first.notice, first.at, first.is_silent, first.bundle_id, _instants_after(first, later))
        for first, *later in by_notice.values()
    ]


def _instants_after(first: Ring, later: Iterable[Ring]) -> tuple[datetime, ...]:
    return tuple(sorted({ring.at for ring in later} - {first.at}))


def _joined(rings: Sequence[Ring], wishes: Wishes) -> Iterator[list[Ring]]:
    """Divide what rings at one instant into what rings as one."""
    joining = [ring for ring in rings if wishes.bundle and not ring.notice.is_safety and not ring.planned.is_retry]
    yield from ([ring] for ring in rings if ring not in joining)
    yield joining


def _admitted(rings: Sequence[Ring], first_rung: Mapping[UUID, datetime], wishes: Wishes) -> Sequence[Ring]:
    """What rings as one counts once, and what has rung before, or is about safety, counts nothing."""
    fresh = [ring for ring in rings if not ring.notice.is_safety and ring.notice.id not in first_rung]
    if wishes.daily_cap is None or not fresh:
        return rings
    today = _local_date(rings[0].at, wishes)
    rung_today = sum(_local_date(at, wishes) == today for at in first_rung.values())
    return rings if rung_today < wishes.daily_cap else [ring for ring in rings if ring not in fresh]


def _named(rings: Sequence[Ring]) -> list[Ring]:
    """Give what rings as one the id and the loudness that it rings with."""
    if len({ring.notice.id for ring in rings}) == 1:
        return list(rings)
    leader = min(rings, key=lambda ring: (-ring.notice.expires_at.timestamp(), ring.notice.id))
    is_silent = all(ring.is_silent for ring in rings)
    return [replace(ring, is_silent=is_silent, bundle_id=leader.notice.id) for ring in rings]


def _count(ring: Ring, first_rung: dict[UUID, datetime]) -> None:
    if not ring.notice.is_safety:
        first_rung.setdefault(ring.bundle_id or ring.notice.id, ring.at)


def _local_date(at: datetime, wishes: Wishes) -> date:
    return at.astimezone(wishes.zone).date()
