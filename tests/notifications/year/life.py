"""What should ring for the people of a year, told apart from the code that makes it ring."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from notifications.schedules import occurrence_id
from tests.notifications.year.oracle import Habit, Quiet
from tests.notifications.year.world import Phone, World

OF_USE = timedelta(hours=2)
LEASE = timedelta(seconds=61)
# Ten seconds, and up to half of that by chance.
RETRY = timedelta(seconds=16)
AT_ONCE = timedelta(0)
GONE = frozenset({"address_gone", "no_device", "address_removed"})


@dataclass
class Plan:
    """A reminder of a person, and how far its occurrences are accounted for."""

    id: UUID
    habit: Habit
    after: datetime
    last_local: datetime | None = None
    paused_from: datetime | None = None
    paused_until: datetime | None = None

    def is_paused(self, at: datetime) -> bool:
        if self.paused_from is None or at < self.paused_from:
            return False
        return self.paused_until is None or at < self.paused_until


@dataclass
class Somebody:
    """A person with a phone. `is_gone`: the app is not on it; `has_hiccup`: FCM will answer 503 once."""

    phone: Phone
    plans: list[Plan] = field(default_factory=list)
    quiet: Quiet | None = None
    is_gone: bool = False
    has_hiccup: bool = False


@dataclass(frozen=True)
class Ring:
    at: datetime
    tolerance: timedelta = AT_ONCE


@dataclass(frozen=True)
class Silence:
    """It does not ring, and the log gives one of these reasons."""

    reasons: frozenset[str]


@dataclass(frozen=True)
class Expected:
    notice: UUID
    somebody: Somebody
    due_at: datetime
    what: Ring | Silence


@dataclass
class Trouble:
    """What is wrong during one advance: nobody scans until `up_at`; who claims at `crash_at` dies."""

    up_at: datetime | None = None
    crash_at: datetime | None = None
    shown_locally: UUID | None = None


class Life:
    """Everybody's plans, and the balance of what rang against what should have."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: list[Somebody] = []
        self.tally: Counter[str] = Counter()
        self._snoozed: dict[UUID, Ring] = {}

    def next_of(self, somebody: Somebody, *, until: datetime) -> tuple[datetime, Plan] | None:
        """Return what is due next for somebody, if anything is by then."""
        coming = [(at, plan) for plan in somebody.plans for _, at in self._times(somebody, plan, until)]
        return min(coming, key=lambda each: each[0], default=None)

    def note_snooze(self, notice: UUID, somebody: Somebody, plan: Plan, until: datetime, expires_at: datetime) -> None:
        what = _awake(plan, _ring(somebody, until, expires_at))
        if isinstance(what, Ring):
            self._snoozed[notice] = what

    def balance(self, until: datetime, trouble: Trouble) -> None:
        """Compare all occurrences that fell due by `until` with what reached the phones. Raises AssertionError."""
        expected = list(self._take(until, trouble))
        for each in expected:
            self._check(each)
        for notice, ring in self._snoozed.items():
            assert self.world.rings.get(notice) == [ring.at], (notice, self.world.rings.get(notice), ring)
            self.tally["snoozed"] += 1
        strangers = self.world.rings.keys() - self._snoozed.keys() - {each.notice for each in expected}
        assert not strangers, f"nothing was due, but these rang: {self._named(strangers)}"
        self._snoozed.clear()
        self.world.rings.clear()

    def _named(self, notices: set[UUID]) -> list[tuple[object, ...]]:
        return [(*self.world.names(notice), self.world.rings[notice]) for notice in notices]

    def _take(self, until: datetime, trouble: Trouble) -> Iterator[Expected]:
        for somebody in self.people:
            for plan in somebody.plans:
                for local, at in list(self._times(somebody, plan, until)):
                    plan.after, plan.last_local = at, local
                    notice = occurrence_id(plan.id, at)
                    yield Expected(notice, somebody, at, _expectation(somebody, plan, notice, at, trouble))

    def _times(self, somebody: Somebody, plan: Plan, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        for local, at in plan.habit.times(somebody.phone.zone, after=plan.after, until=until):
            # Who flies west sees the same local time again; it does not ring again.
            if plan.last_local is None or local > plan.last_local:
                yield local, at

    def _check(self, expected: Expected) -> None:
        times = self.world.rings.get(expected.notice, [])
        match expected.what:
            case Ring(at, tolerance):
                assert len(times) == 1, (expected, times, self.world.reasons(expected.notice))
                assert at <= times[0] <= at + tolerance, (expected, times)
                self.tally["rang" if times[0] == at else "rang late"] += 1
                self.tally[expected.somebody.phone.zone.key] += 1
            case Silence(reasons):
                told = self.world.reasons(expected.notice)
                assert not times, (expected, times)
                assert told & reasons, (expected, told)
                self.tally.update(told & reasons)


def _expectation(somebody: Somebody, plan: Plan, notice: UUID, at: datetime, trouble: Trouble) -> Ring | Silence:
    seen_at = max(at, trouble.up_at or at)
    if plan.is_paused(at):
        return Silence(frozenset({"paused"}))
    if notice == trouble.shown_locally:
        return Silence(frozenset({"shown_locally"}))
    if seen_at >= at + OF_USE:
        return Silence(frozenset({"expired"}) | (GONE if somebody.is_gone else frozenset()))
    if somebody.is_gone:
        # Quiet hours may have held it back before its address was asked.
        return Silence(GONE | {"quiet_hours"})
    ring = _awake(plan, _ring(somebody, seen_at, at + OF_USE))
    if isinstance(ring, Silence):
        return ring
    return Ring(ring.at, _tolerance(somebody, at, trouble))


def _ring(somebody: Somebody, at: datetime, expires_at: datetime) -> Ring | Silence:
    quiet, zone = somebody.quiet, somebody.phone.zone
    if quiet is None or quiet.action == "silent" or not quiet.covers(at, zone):
        return Ring(at)
    end = quiet.end_after(at, zone)
    if quiet.action == "drop" or end >= expires_at:
        return Silence(frozenset({"quiet_hours"}))
    return Ring(end)


def _awake(plan: Plan, what: Ring | Silence) -> Ring | Silence:
    """What was opened before a pause does not ring inside it."""
    is_inside = isinstance(what, Ring) and plan.is_paused(what.at)
    return Silence(frozenset({"paused"})) if is_inside else what


def _tolerance(somebody: Somebody, at: datetime, trouble: Trouble) -> timedelta:
    crashed = LEASE if trouble.crash_at == at else AT_ONCE
    return crashed + (RETRY if somebody.has_hiccup else AT_ONCE)
