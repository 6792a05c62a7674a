"""The one row that all workers of a project write: pauses, counts and the bucket."""

from datetime import timedelta

import pytest
from django.test import override_settings

from notifications.delivery import breaker, bucket
from notifications.delivery.breaker import PROBE_EVERY
from notifications.delivery.bucket import Bucket
from notifications.fcm.outcomes import Accepted, AddressGone, ChannelDown, RetryAfter, Unknown
from notifications.models import SenderState
from tests.notifications.factories import NOON

pytestmark = pytest.mark.django_db

PROJECT = "handrail-demo"
CUT = Unknown("ServerDisconnectedError", is_transport=True)
SECOND = timedelta(seconds=1)


def note(*outcomes, is_probe=False, claimed_at=NOON, now=NOON):
    breaker.note(PROJECT, outcomes, is_probe=is_probe, claimed_at=claimed_at, now=now)


def state() -> SenderState:
    return SenderState.objects.get()


def test_an_old_batch_that_got_through_does_not_end_a_pause_that_began_after_its_claim():
    note(ChannelDown("UNAUTHENTICATED"), claimed_at=NOON + SECOND, now=NOON + SECOND)

    note(Accepted("one"), claimed_at=NOON, now=NOON + 2 * SECOND)

    assert state().paused_until == NOON + SECOND + PROBE_EVERY


def test_a_probe_that_got_through_ends_the_pause():
    note(ChannelDown("UNAUTHENTICATED"))

    note(Accepted("one"), is_probe=True, claimed_at=NOON + PROBE_EVERY, now=NOON + PROBE_EVERY)

    assert state().paused_until is None


def test_a_probe_for_a_phone_that_is_gone_got_through_too():
    note(ChannelDown("UNAUTHENTICATED"))

    note(AddressGone("UNREGISTERED"), is_probe=True, claimed_at=NOON + PROBE_EVERY, now=NOON + PROBE_EVERY)

    assert state().paused_until is None


def test_a_probe_without_an_answer_is_followed_by_another_pause():
    note(ChannelDown("UNAUTHENTICATED"))
    later = NOON + PROBE_EVERY

    note(CUT, is_probe=True, claimed_at=later, now=later)

    assert state().paused_until == later + PROBE_EVERY


def test_sends_without_an_answer_are_counted_across_workers():
    note(*[CUT] * 6)
    assert state().paused_until is None

    note(*[CUT] * 4)

    assert (state().reason, state().paused_until) == ("NO_ANSWER", NOON + PROBE_EVERY)


def test_an_answer_in_between_starts_the_count_anew():
    note(*[CUT] * 9)
    note(Accepted("one"))
    note(*[CUT] * 9)

    assert state().paused_until is None


def test_the_longer_of_two_pauses_stays():
    note(RetryAfter(timedelta(minutes=5)))
    note(ChannelDown("UNAUTHENTICATED"))

    assert (state().reason, state().paused_until) == ("QUOTA_EXCEEDED", NOON + timedelta(minutes=5))


@override_settings(FCM_MESSAGES_PER_SECOND=1000)
def test_a_used_up_quota_halves_the_rate_once_a_second():
    for after in (0, 0.5, 1.5):
        note(RetryAfter(SECOND), now=NOON + after * SECOND)

    assert state().rate == 250


@override_settings(FCM_MESSAGES_PER_SECOND=1000)
def test_quiet_minutes_count_before_the_rate_is_halved_again():
    note(RetryAfter(SECOND))
    note(RetryAfter(SECOND), now=NOON + timedelta(minutes=2))

    assert state().rate == pytest.approx(500 * 1.05**2 / 2)


@override_settings(FCM_MESSAGES_PER_SECOND=1000)
def test_what_is_spent_is_written_as_the_rule_says():
    allowed = breaker.allowance(PROJECT, now=NOON)
    breaker.spend(PROJECT, 450, allowed, now=NOON)
    again = breaker.allowance(PROJECT, now=NOON + SECOND / 10)
    before = bucket.level(again.bucket, limit=1000, now=NOON + SECOND / 10)
    breaker.spend(PROJECT, 100, again, now=NOON + SECOND / 10)

    assert (allowed.limit, again.limit) == (500, 100)
    assert state().tokens == pytest.approx(before - 100)


@override_settings(FCM_MESSAGES_PER_SECOND=1000)
def test_two_workers_that_spend_at_once_run_into_debt_and_wait():
    allowed = breaker.allowance(PROJECT, now=NOON)
    for _ in range(2):
        breaker.spend(PROJECT, 500, allowed, now=NOON)

    broke = breaker.allowance(PROJECT, now=NOON)

    assert state().tokens == -500
    assert broke.limit == 0
    assert 1 < broke.wait_seconds < 1.1


def test_a_clock_that_is_set_back_costs_a_second_at_most():
    breaker.spend(PROJECT, 3500, breaker.allowance(PROJECT, now=NOON), now=NOON)
    earlier = NOON - timedelta(hours=1)

    breaker.spend(PROJECT, 0, breaker.allowance(PROJECT, now=earlier), now=earlier)

    assert state().refilled_at == earlier + SECOND
    assert breaker.allowance(PROJECT, now=earlier + 2 * SECOND).limit == 500


def test_without_a_row_a_batch_may_be_claimed_and_none_is_written():
    assert breaker.allowance(PROJECT, now=NOON).limit == 500
    assert breaker.Allowance(0).bucket == Bucket()
    assert not SenderState.objects.exists()


@override_settings(FCM_MESSAGES_PER_SECOND=1000)
def test_a_sender_in_debt_is_not_stopped_by_a_clock_that_is_set_back():
    breaker.spend(PROJECT, 700, breaker.allowance(PROJECT, now=NOON), now=NOON)
    earlier = NOON - timedelta(hours=1)

    allowed = breaker.allowance(PROJECT, now=earlier)
    breaker.spend(PROJECT, allowed.limit, allowed, now=earlier)

    assert allowed.limit == 1
    assert breaker.allowance(PROJECT, now=earlier + 2 * SECOND).limit > 100
