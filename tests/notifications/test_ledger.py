"""Claim, lease, fence, settle: what one worker holds no other sends, and nothing is lost with a worker."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from notifications.kinds import Kind
from notifications.ledger import statements
from notifications.ledger.statements import (
    CLAIM,
    CLAIM_SAFETY,
    EXPIRE,
    LEASE,
    PUT_OFF,
    RELEASE,
    SETTLE,
    PutOff,
    Settled,
)
from notifications.models import DeliveryLog, OpenDelivery, Outcome, Tally
from tests.notifications.factories import NOON, give_device, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

EVERYTHING_DUE: dict[str, Any] = {
    "now": NOON,
    "due_by": NOON,
    "lease_until": NOON + LEASE,
    "channels": ["push"],
    "held": [],
}


def test_what_one_worker_has_claimed_no_other_claims(dana):
    give_device(dana)
    open_notice(dana)

    [mine] = statements.claim(now=NOON)

    assert mine.attempt == 1
    assert statements.claim(now=NOON) == []


def test_the_oldest_is_claimed_first(dana):
    give_device(dana)
    open_notice(dana, "later", deliver_at=NOON)
    earlier = open_notice(dana, "earlier", deliver_at=utc("2026-11-24T11:00"))

    [claimed] = statements.claim(now=NOON, limit=1)

    assert claimed.notification_id == earlier


def test_who_may_be_in_danger_is_claimed_before_a_wave(sam, dana):
    give_device(dana)
    give_device(sam, "sams-phone")
    open_notice(dana, "earlier", deliver_at=utc("2026-11-24T11:00"))
    alert = open_notice(sam, "alert", kind=Kind.ALERT)

    claimed = statements.claim(now=NOON, order=statements.Order.SAFETY)

    assert [each.notification_id for each in claimed] == [alert]


def test_the_rows_of_a_worker_that_died_come_back_when_its_lease_ends(dana):
    give_device(dana)
    open_notice(dana)
    statements.claim(now=NOON)

    assert statements.claim(now=NOON + LEASE) == []
    [again] = statements.claim(now=NOON + LEASE + timedelta(seconds=1))
    assert again.attempt == 2


def test_a_worker_that_slept_past_its_lease_settles_nothing(dana):
    give_device(dana)
    open_notice(dana)
    [late] = statements.claim(now=NOON)
    statements.claim(now=NOON + LEASE + timedelta(seconds=1))

    assert statements.settle([Settled(late, Outcome.ACCEPTED)], at=NOON) == 0
    assert statements.put_off([PutOff(late, Outcome.UNKNOWN, "", NOON)], at=NOON) == 0
    assert OpenDelivery.objects.count() == 1
    assert not DeliveryLog.objects.exists()


def test_a_delivery_that_is_put_off_is_due_again_later_and_its_attempt_is_logged(dana):
    give_device(dana)
    open_notice(dana)
    [claimed] = statements.claim(now=NOON)

    statements.put_off([PutOff(claimed, Outcome.UNKNOWN, "UNAVAILABLE", utc("2026-11-24T12:05"))], at=NOON)

    assert statements.claim(now=utc("2026-11-24T12:04")) == []
    [again] = statements.claim(now=utc("2026-11-24T12:05"))
    statements.settle([Settled(again, Outcome.ACCEPTED)], at=utc("2026-11-24T12:05"))
    rows = DeliveryLog.objects.order_by("attempt").values_list("attempt", "outcome", "due_at")
    assert list(rows) == [(1, "unknown", NOON), (2, "accepted", NOON)]


def test_only_failures_slow_the_next_retries(dana):
    give_device(dana)
    open_notice(dana)

    [first] = statements.claim(now=NOON)
    statements.put_off([PutOff(first, Outcome.DEFERRED, "quiet_hours", NOON)], at=NOON)
    [second] = statements.claim(now=NOON)
    statements.put_off([PutOff(second, Outcome.UNKNOWN, "", NOON, is_failure=True)], at=NOON)
    [third] = statements.claim(now=NOON)

    assert [each.failures for each in (first, second, third)] == [0, 0, 1]
    assert third.attempt == 3


def test_what_was_claimed_and_not_tried_is_given_back_at_once_and_without_a_trace(dana):
    give_device(dana)
    open_notice(dana)
    claimed = statements.claim(now=NOON)

    statements.release(claimed)

    [again] = statements.claim(now=NOON)
    assert again.attempt == 2
    assert not DeliveryLog.objects.exists()
    assert not Tally.objects.exists()


def test_leases_that_ended_and_settlements_that_came_too_late_are_counted(dana):
    give_device(dana)
    open_notice(dana)
    [late] = statements.claim(now=NOON)
    statements.claim(now=NOON + LEASE + timedelta(seconds=1))

    statements.settle([Settled(late, Outcome.ACCEPTED)], at=NOON)
    statements.settle([Settled(late, Outcome.ACCEPTED)], at=NOON)

    assert dict(Tally.objects.values_list("name", "count")) == {"recovered": 1, "fenced": 2}


def test_each_channel_is_claimed_by_its_own_scan_and_the_log_names_it(dana):
    give_device(dana)
    open_notice(dana)
    OpenDelivery.objects.update(channel="email")

    assert statements.claim(now=NOON) == []
    [claimed] = statements.claim(now=NOON, channels=["email"])
    statements.settle([Settled(claimed, Outcome.ACCEPTED)], at=NOON)

    assert DeliveryLog.objects.get().channel == "email"


def test_opening_the_same_notice_twice_opens_it_once(dana):
    give_device(dana)

    open_notice(dana)
    open_notice(dana)

    assert OpenDelivery.objects.count() == 1


def test_what_has_been_delivered_is_never_opened_again(dana):
    give_device(dana)
    open_notice(dana)
    [claimed] = statements.claim(now=NOON)
    statements.settle([Settled(claimed, Outcome.ACCEPTED)], at=NOON)

    open_notice(dana)

    assert not OpenDelivery.objects.exists()


def test_a_delivery_in_a_workers_hands_is_not_expired_under_it(dana):
    give_device(dana)
    open_notice(dana, expires_at=utc("2026-11-24T12:00:30"))
    statements.claim(now=NOON)

    assert statements.expire(now=utc("2026-11-24T12:00:40")) == 0
    assert statements.expire(now=utc("2026-11-24T12:02")) == 1
    assert DeliveryLog.objects.values_list("attempt", "outcome").get() == (2, "expired")


def test_the_log_refuses_changes_and_deletions(dana):
    open_notice(dana)

    for change in (
        lambda: DeliveryLog.objects.update(outcome="accepted"),
        lambda: DeliveryLog.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_claim_different_rows(dana):
    give_device(dana)
    for number in range(4):
        open_notice(dana, f"notice {number}")
    other = connections.create_connection("default")

    try:
        with transaction.atomic():
            mine = statements.claim(now=NOON, limit=2)
            with other.cursor() as cursor:
                cursor.execute(CLAIM, EVERYTHING_DUE | {"limit": 10})
                theirs = cursor.fetchall()
    finally:
        other.close()

    assert len(mine) == len(theirs) == 2
    assert {each.id for each in mine}.isdisjoint({row[0] for row in theirs})


def test_claims_and_settlements_read_by_index_only(dana):
    """A sequential scan per batch cost half the throughput when it was measured."""
    _fill(20_000)
    claim = EVERYTHING_DUE | {"limit": 500, "held": ["alert"]}
    ids = list(OpenDelivery.objects.values_list("pk", flat=True)[:100])
    batch = {
        "ids": ids,
        "attempts": [0] * 100,
        "outcomes": ["accepted"] * 100,
        "codes": [""] * 100,
        "names": [""] * 100,
        "next": [NOON] * 100,
        "failed": [1] * 100,
        "at": NOON,
        "worker": "celery",
    }

    plans = [
        _plan(CLAIM, claim),
        _plan(CLAIM_SAFETY, claim),
        _plan(EXPIRE, claim | batch),
        *(_plan(statement, batch) for statement in (SETTLE, PUT_OFF, RELEASE)),
    ]

    assert all("Index Scan" in plan and "Seq Scan" not in plan for plan in plans), "\n\n".join(plans)


def _fill(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO open_delivery (id, notification_id, recipient_id, address_id, kind, stage, due_at, deliver_at,
                                       expires_at, attempt)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'reminder', 0,
                   at, at, at + interval '2 hours', 0
            FROM (SELECT %s::timestamptz - interval '1 hour' + n * interval '1 second' AS at
                  FROM generate_series(1, %s) n)
            """,
            [NOON, count],
        )
        cursor.execute("ANALYZE open_delivery")


def _plan(statement: str, parameters: dict[str, Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement, parameters)
        return "\n".join(row[0] for row in cursor.fetchall())
