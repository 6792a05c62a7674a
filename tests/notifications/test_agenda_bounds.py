"""What an agenda costs hangs on what it holds, not on how much is planned."""

from datetime import datetime, timedelta

import pytest

from backend.recurrence import Occurrence
from notifications.schedules import timing
from tests.notifications.test_agenda import agenda, plan, wish
from tests.times import utc

pytestmark = pytest.mark.django_db


def count_computed(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Return a list that grows by one for each occurrence that is computed."""
    computed = []
    next_of = timing.next_of

    def counted(schedule: timing.Timed, *, after: datetime) -> Occurrence | None:
        computed.append(after)
        return next_of(schedule, after=after)

    monkeypatch.setattr(timing, "next_of", counted)
    return computed


def test_what_it_computes_is_bounded_by_what_it_holds(dana, monkeypatch):
    for number in range(40):
        plan(dana, f"2026-11-24T00:{number:02}", "FREQ=HOURLY", name=f"plan {number}", window=timedelta(minutes=5))
    computed = count_computed(monkeypatch)

    found = agenda(dana, days=14)

    assert (len(found.entries), found.until) == (500, utc("2026-11-25T00:21"))
    assert len(computed) < 5 * len(found.entries)


def test_what_a_cap_leaves_of_many_schedules_is_computed_so_far_only(dana, monkeypatch):
    wish(dana, daily_cap=1)
    for number in range(40):
        plan(dana, f"2026-11-24T00:{number:02}", "FREQ=HOURLY", name=f"plan {number}", window=timedelta(minutes=5))
    computed = count_computed(monkeypatch)

    found = agenda(dana, days=14)

    assert [entry.rings_at for entry in found.entries] == [
        utc("2026-11-24T12:01"),
        utc("2026-11-25T05:00"),
        utc("2026-11-26T05:00"),
    ]
    assert found.until > utc("2026-11-26T05:00")
    assert len(computed) < 10 * 500


def test_a_repeat_after_the_last_entry_it_holds_is_told(dana):
    for minute in range(0, 60, 5):
        plan(
            dana,
            f"2026-11-24T00:{minute:02}",
            "FREQ=HOURLY",
            name=f"plan {minute}",
            again=(timedelta(hours=30),),
            window=timedelta(hours=31),
        )

    found = agenda(dana, days=14)

    assert len(found.entries) == 500
    assert all(entry.again_at == (entry.rings_at + timedelta(hours=30),) for entry in found.entries)
