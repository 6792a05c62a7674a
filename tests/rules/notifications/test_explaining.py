"""One code and one sentence for all that can happen to a notice."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.ledger import stages
from notifications.models import Channel, DeliveryReceipt, Outcome
from notifications.notices.explaining import CODES, OUTCOMES, Attempt, Facts, Told, Waiting, explain
from tests.times import utc

NOON = utc("2026-11-24T12:00")
LATER = utc("2026-11-24T12:30")
EXPIRES = utc("2026-11-24T14:00")
PHONE, TABLET = UUID(int=1), UUID(int=2)


def facts(*attempts, told=(), waiting=(), **more):
    known = {"expires_at": EXPIRES, "seen_at": None, "acted_at": None, "withdrawn_at": None, "snoozed_until": None}
    return Facts(attempts=attempts, told=told, waiting=waiting, **(known | more))


def attempt(outcome, *, code="", stage=0, at=NOON, device=PHONE):
    return Attempt(at, stage, outcome, code, device)


def code_of(*attempts, **more):
    return explain(facts(*attempts, **more), now=LATER).code


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.ACCEPTED, "accepted"),
        (Outcome.UNKNOWN, "unclear"),
        (Outcome.SHOWN_LOCALLY, "rang_by_itself"),
        (Outcome.ADDRESS_GONE, "address_gone"),
        (Outcome.ADDRESS_REMOVED, "address_gone"),
        (Outcome.REJECTED, "refused"),
        (Outcome.EXPIRED, "expired"),
        (Outcome.NO_DEVICE, "no_device"),
        (Outcome.BLOCKED, "blocked"),
        (Outcome.IN_APP_ONLY, "in_app_only"),
        (Outcome.CONSENT_WITHDRAWN, "consent_withdrawn"),
        (Outcome.WITHDRAWN, "withdrawn"),
        (Outcome.QUIET_HOURS, "quiet_hours"),
        (Outcome.CAPPED, "capped"),
        (Outcome.BUNDLED, "bundled"),
        (Outcome.PAUSED, "paused"),
        (Outcome.AWAY, "away"),
        (Outcome.STOPPED, "stopped"),
        (Outcome.MUTED, "muted"),
    ],
)
def test_each_end_has_its_code(outcome, code):
    assert code_of(attempt(outcome)) == code


def test_every_outcome_is_explained():
    assert set(OUTCOMES) == set(Outcome)
    assert set(OUTCOMES.values()) <= set(CODES)


def test_one_phone_that_got_it_outweighs_another_that_could_not():
    assert code_of(attempt(Outcome.BLOCKED, device=TABLET), attempt(Outcome.ACCEPTED)) == "accepted"


def test_acting_outweighs_all():
    assert code_of(attempt(Outcome.EXPIRED), acted_at=NOON) == "acted"


def test_a_receipt_says_it_was_shown():
    told = (Told(NOON, DeliveryReceipt.Event.DISPLAYED, DeliveryReceipt.Via.PUSH, PHONE),)

    assert code_of(attempt(Outcome.ACCEPTED), told=told) == "shown"


def test_a_local_receipt_says_it_rang_by_itself():
    told = (Told(NOON, DeliveryReceipt.Event.DISPLAYED, DeliveryReceipt.Via.LOCAL, PHONE),)

    assert code_of(attempt(Outcome.ACCEPTED), told=told) == "rang_by_itself"


@pytest.mark.parametrize(
    ("last", "failures", "code"),
    [
        (None, 0, "waiting"),
        (attempt(Outcome.DEFERRED, code="quiet_hours"), 0, "quiet_hours"),
        (attempt(Outcome.DEFERRED, code="bundle"), 0, "waiting"),
        (attempt(Outcome.RETRY_AFTER, code="QUOTA_EXCEEDED"), 1, "retrying"),
        (attempt(Outcome.UNKNOWN, code="UNAVAILABLE"), 1, "retrying"),
        (attempt(Outcome.CHANNEL_DOWN, code="THIRD_PARTY_AUTH_ERROR"), 0, "channel_down"),
    ],
)
def test_what_still_waits_says_for_what_and_until_when(last, failures, code):
    rings_at = LATER + timedelta(minutes=10)
    waiting = (Waiting(rings_at, 0, failures, PHONE),)

    found = explain(facts(*([last] if last else []), waiting=waiting), now=LATER)

    assert (found.code, found.until) == (code, rings_at)


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (None, "delayed"),
        (attempt(Outcome.DEFERRED, code="quiet_hours"), "delayed"),
        (attempt(Outcome.DEFERRED, code="bundle"), "delayed"),
        (attempt(Outcome.RETRY_AFTER, code="QUOTA_EXCEEDED"), "retrying"),
        (attempt(Outcome.CHANNEL_DOWN, code="THIRD_PARTY_AUTH_ERROR"), "channel_down"),
    ],
)
def test_what_is_due_and_waits_all_the_same_names_no_time_that_is_past(last, code):
    waiting = (Waiting(LATER, 0, 0, PHONE),)

    found = explain(facts(*([last] if last else []), waiting=waiting), now=LATER)

    assert (found.code, found.until) == (code, None)


def test_a_step_that_another_rang_for_ends_nothing():
    both = [attempt(Outcome.EXPIRED), attempt(Outcome.BUNDLED, code=stages.SAME_NOTICE, stage=1)]

    assert code_of(*both) == "expired"


def test_a_snooze_says_when_it_rings_again():
    rings_at = LATER + timedelta(minutes=10)
    waiting = (Waiting(rings_at, stages.SNOOZED[0], 0, PHONE),)

    found = explain(facts(attempt(Outcome.ACCEPTED), waiting=waiting, snoozed_until=rings_at), now=LATER)

    assert (found.code, found.until) == ("snoozed", rings_at)


def test_what_expired_while_the_channel_was_down_blames_the_channel():
    tried = attempt(Outcome.CHANNEL_DOWN, code="THIRD_PARTY_AUTH_ERROR")

    assert code_of(tried, attempt(Outcome.EXPIRED, at=EXPIRES)) == "channel_down"


def test_what_a_snooze_replaced_was_not_taken_back():
    assert code_of(attempt(Outcome.WITHDRAWN, code="snoozed"), attempt(Outcome.EXPIRED, stage=10)) == "expired"


def test_taking_it_away_is_told_and_explains_nothing():
    taken_away = attempt(Outcome.ACCEPTED, stage=stages.WITHDRAWAL, at=LATER)

    found = explain(facts(attempt(Outcome.NO_DEVICE, device=None), taken_away), now=LATER)

    assert found.code == "no_device"
    assert [step.code for step in found.steps] == ["no_device", "taken_away"]


def test_a_second_path_is_named_where_no_phone_was_reached():
    mail = Attempt(LATER, 0, Outcome.ACCEPTED, "", None, Channel.EMAIL)

    found = explain(facts(attempt(Outcome.NO_DEVICE, device=None), mail), now=LATER)

    assert found.code == "second_path"
    assert [step.text for step in found.steps] == ["No phone was registered.", "E-mail: it was handed over."]


def test_without_a_record_it_says_so():
    assert code_of() == "not_recorded"


@given(
    st.lists(
        st.builds(
            Attempt,
            st.datetimes().map(lambda at: at.replace(tzinfo=NOON.tzinfo)),
            st.sampled_from(stages.ALL),
            st.sampled_from([*Outcome, "of a newer release"]),
            st.sampled_from(["", "snoozed", "bundle"]),
            st.sampled_from([PHONE, TABLET, None]),
        )
    )
)
def test_whatever_happened_there_is_an_answer_and_every_step_is_told_in_order(attempts):
    found = explain(facts(*attempts), now=LATER)

    assert found.code in CODES
    assert found.text.endswith(".")
    assert [step.at for step in found.steps] == sorted(each.at for each in attempts)
