"""A year in seconds: people in zones with odd clocks, who travel, pause and sleep, while servers and phones fail.

Every occurrence that should ring rings once, at the right instant, or the log says why not. What should ring comes
from an oracle that counts days; what rang comes from the journal of the push inbox.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from notifications.schedules import occurrence_id
from tests.notifications.year.life import OF_USE, Life, Plan, Somebody, Trouble
from tests.notifications.year.oracle import Habit, Quiet, instant_of
from tests.notifications.year.world import World, journal_name
from tests.push import InboxClient
from tests.times import utc

pytestmark = pytest.mark.django_db

ZONES = (
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Europe/Kyiv",
)
CHANGING = ("America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Europe/Kyiv")
# From before the clocks change in the south until after they have changed everywhere, twice.
BEGINS_AT, ENDS_AT = utc("2026-09-01T00:00"), utc("2027-09-01T00:00")
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A scan costs some 25 ms: what people may set in a year is rationed by how often it rings.
AFFORDABLE = 300

# Among them times that are skipped or come twice: New York 02:30 and 01:30, Lord Howe 02:10, Chatham 03:10, Kyiv 03:30.
TIMES = st.sampled_from(
    [time(0, 30), time(1, 30), time(2, 10), time(2, 30), time(3, 10), time(3, 30), time(7), time(12), time(22, 45)]
)
SINCE = st.just(date.min)  # told when it is set
# Clocks change on Sundays.
SUNDAYS = st.builds(Habit, TIMES, SINCE, st.just("week"), st.just((6,)))
MONTHLY = st.builds(Habit, TIMES, SINCE, st.just("month"), st.just(()), st.sampled_from([1, 29, 31]))
DAILY = st.builds(Habit, TIMES, SINCE, st.just("day"), days=st.sampled_from([10, 40, 80]))
HABITS = st.one_of(SUNDAYS, DAILY, MONTHLY)
LATE_RISER = Quiet(time(21, 30), time(12, 15), "defer")
QUIET = st.sampled_from(
    [
        None,
        LATE_RISER,
        Quiet(time(22), time(8), "defer"),
        Quiet(time(23), time(6, 45), "drop"),
        Quiet(time(22), time(7), "silent"),
    ]
)
WHO = st.integers(0, len(ZONES) - 1)
SPANS = st.sampled_from([6 * HOUR, DAY, 7 * DAY, 30 * DAY, 91 * DAY])


class Year(RuleBasedStateMachine):
    """One year. Every step ends when nothing is open, so that each begins with a clean slate."""

    def __init__(self, inbox: InboxClient, tally: Counter[str]) -> None:
        super().__init__()
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()
        self._tally = tally
        self.world = World(inbox)
        self.life = Life(self.world)
        self.now = BEGINS_AT
        self._cost = 0
        # False once a step has failed: the year is over then.
        self._is_sound = False

    @initialize(sundays=st.lists(SUNDAYS, min_size=6, max_size=6))
    def begin(self, sundays: list[Habit]) -> None:
        for tzid, habit in zip(ZONES, sundays, strict=True):
            somebody = Somebody(self.world.sign_up(tzid, now=self.now))
            self.life.people.append(somebody)
            # Where the clocks stay as they are, Sunday is a day like others.
            self._set(somebody, habit if tzid in CHANGING else replace(habit, every="month"))
        self._is_sound = True

    @rule(who=WHO, habit=HABITS)
    def set_reminder(self, who: int, habit: Habit) -> None:
        self._set(self.life.people[who], habit)

    @rule(who=WHO, tzid=st.sampled_from(ZONES), is_after_ring=st.booleans())
    def travel(self, who: int, tzid: str, is_after_ring: bool) -> None:
        """Who flies west after a ring meets the same local time again."""
        if is_after_ring and (coming := self._coming(who)):
            self._advance(coming[0])
        somebody = self.life.people[who]
        somebody.phone.zone = ZoneInfo(tzid)
        self.world.report(somebody.phone, now=self.now)
        for plan in somebody.plans:
            plan.after = self.now

    @rule(who=WHO, days=st.sampled_from([None, 3, 40]), wait=st.sampled_from([0, 36]))
    def pause(self, who: int, days: int | None, wait: int) -> None:
        for plan in self.life.people[who].plans[:1]:
            plan.paused_from = self.now + wait * HOUR
            plan.paused_until = None if days is None else plan.paused_from + days * DAY
            self.world.pause(plan.id, plan.paused_from, plan.paused_until)

    @rule(who=WHO)
    def resume(self, who: int) -> None:
        for plan in self.life.people[who].plans:
            plan.paused_from = plan.paused_until = None
            self.world.resume(plan.id)

    @rule(who=WHO, quiet=QUIET)
    def sleep(self, who: int, quiet: Quiet | None) -> None:
        self.life.people[who].quiet = quiet
        self.world.set_quiet(self.life.people[who].phone, quiet)

    @rule(who=WHO)
    def uninstall(self, who: int) -> None:
        self.life.people[who].is_gone = True

    @rule(who=WHO)
    def install_again(self, who: int) -> None:
        self.life.people[who].is_gone = False
        self.world.install(self.life.people[who].phone, now=self.now)

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self._advance(self.now + span)

    @rule(who=WHO)
    def fcm_answers_503_once(self, who: int) -> None:
        self.life.people[who].has_hiccup = True
        self._advance(self.now + 2 * DAY)
        self.life.people[who].has_hiccup = False

    @rule(span=st.sampled_from([HOUR, 5 * HOUR, 4 * DAY]))
    def server_is_down(self, span: timedelta) -> None:
        self._advance(self.now + span, Trouble(up_at=self.now + span))

    @rule(seconds=st.integers(1, 90))
    def host_clock_goes_back(self, seconds: int) -> None:
        self.world.scan(self.now - seconds * SECOND)

    @rule(who=WHO)
    def worker_dies_after_its_claim(self, who: int) -> None:
        if (coming := self._coming(who)) is None:
            return
        at, _ = coming
        self._advance(at - SECOND)
        self.world.open_and_crash(at)
        self._advance(at, Trouble(crash_at=at))

    @rule(who=WHO)
    def phone_without_signal_rings_by_itself(self, who: int) -> None:
        """Nobody scans at that moment, so no push comes; two minutes later the phone rings, and says so."""
        if (coming := self._coming(who)) is None or self.life.people[who].quiet:
            return
        at, plan = coming
        self._advance(at - MINUTE)
        notice = occurrence_id(plan.id, at)
        if not plan.is_paused(at):
            self.world.tell_shown_locally(self.life.people[who].phone, notice, now=at + 3 * MINUTE)
        self._advance(at + 10 * MINUTE, Trouble(up_at=at + 10 * MINUTE, shown_locally=notice))

    @rule(who=WHO, minutes=st.sampled_from([1, 20, 75]))
    def snooze(self, who: int, minutes: int) -> None:
        somebody = self.life.people[who]
        if somebody.is_gone or (coming := self._coming(who)) is None:
            return
        at, plan = coming
        self._advance(at)
        until = self.now + minutes * MINUTE
        if until < at + OF_USE and not plan.is_paused(at):
            notice = occurrence_id(plan.id, at)
            self.world.snooze(somebody.phone, notice, until, now=self.now)
            self.life.note_snooze(notice, somebody, plan, until, at + OF_USE)
            self._advance(until)

    def teardown(self) -> None:
        try:
            if self._is_sound:
                self._end_the_year()
        finally:
            transaction.set_rollback(True)
            self._savepoint.__exit__(None, None, None)

    def _end_the_year(self) -> None:
        """No year passes without an outage, a long night, a flight west after a ring, and a phone without signal."""
        self.server_is_down(4 * DAY)
        self.sleep(3, LATE_RISER)
        self.travel(4, "America/New_York", is_after_ring=True)
        self.phone_without_signal_rings_by_itself(self._anybody_awake())
        while self.now < ENDS_AT:
            self._advance(min(self.now + 30 * DAY, ENDS_AT))
        self._tally.update(self.life.tally)

    def _anybody_awake(self) -> int:
        return next((who for who, each in enumerate(self.life.people) if each.quiet is None), 0)

    def _set(self, somebody: Somebody, habit: Habit) -> None:
        if self._cost + habit.rings_a_year > AFFORDABLE:
            return
        self._cost += habit.rings_a_year
        habit = replace(habit, since=self.now.astimezone(somebody.phone.zone).date() + DAY)
        schedule_id = self.world.remind(somebody.phone, habit, now=self.now)
        somebody.plans.append(Plan(schedule_id, habit, after=self.now))

    def _coming(self, who: int) -> tuple[datetime, Plan] | None:
        return self.life.next_of(self.life.people[who], until=self.now + 40 * DAY)

    def _advance(self, until: datetime, trouble: Trouble | None = None) -> None:
        """Scan whenever something is due, until then and until nothing is open; then draw the balance."""
        trouble = trouble or Trouble()
        self._is_sound = False
        with self._phones_as_they_are():
            if trouble.up_at is None:
                self._scan_until(until)
            else:
                self.now = trouble.up_at
                self.world.scan(self.now)
            while self.world.is_anything_open():
                self._scan_next()
        self.now = max(self.now, until)
        self.life.balance(self.now, trouble)
        self._is_sound = True

    def _scan_until(self, until: datetime) -> None:
        while (wake := self.world.next_wake()) is not None and wake <= until:
            self._scan_next()
        self.now = max(self.now, until)

    def _scan_next(self) -> None:
        wake = self.world.next_wake()
        assert wake is not None
        self.now = max(wake, self.now + timedelta(microseconds=1))
        self.world.scan(self.now)

    @contextmanager
    def _phones_as_they_are(self) -> Iterator[None]:
        outcomes: dict[str, str | list[str]] = {}
        for somebody in self.life.people:
            if somebody.is_gone:
                outcomes[journal_name(somebody.phone)] = "unregistered"
            elif somebody.has_hiccup:
                outcomes[journal_name(somebody.phone)] = ["r503"]
        if outcomes:
            self.world.misbehave(outcomes)
        yield
        if outcomes:
            self.world.misbehave({})


@pytest.mark.parametrize(
    ("local", "tzid", "instant"),
    [
        ("2027-03-14T02:30", "America/New_York", "2027-03-14T07:30"),  # skipped: 03:30 EDT
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30"),  # twice: the first
        ("2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-03T15:40"),  # half an hour is skipped
        ("2026-09-27T03:10", "Pacific/Chatham", "2026-09-26T14:25"),
        ("2027-03-28T03:30", "Europe/Kyiv", "2027-03-28T01:30"),
        ("2026-12-01T12:00", "Asia/Kathmandu", "2026-12-01T06:15"),
        ("2026-12-01T12:00", "Pacific/Apia", "2026-11-30T23:00"),
    ],
)
def test_the_oracle_knows_the_clocks(local, tzid, instant):
    assert instant_of(datetime.fromisoformat(local), ZoneInfo(tzid)) == utc(instant)


def test_in_a_year_everything_rings_once_at_its_time_or_the_log_says_why_not(inbox):
    tally: Counter[str] = Counter()
    thorough = settings(
        max_examples=5,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(lambda: Year(inbox, tally), settings=thorough)  # type: ignore[arg-type]  # takes factories

    silences = {"paused", "expired", "quiet_hours", "shown_locally", "no_device", "address_gone"}
    assert tally.keys() >= silences | {"rang", "rang late", "snoozed"} | set(ZONES), tally
