"""What FCM answers decides what becomes of the delivery and of the address."""

import pytest

from notifications import devices
from notifications.delivery import deliver_due
from notifications.delivery.breaker import PROBE_EVERY
from notifications.fcm.client import CONNECTIONS
from notifications.kinds import Kind
from notifications.models import DeliveryLog, OpenDelivery, PushAddress, SenderState
from tests.notifications.factories import NOON, address_of_device, give_device, named, open_notice
from tests.push import address_of
from tests.times import utc

pytestmark = pytest.mark.django_db


def last_outcome() -> tuple[str, str] | None:
    return DeliveryLog.objects.order_by("attempt").values_list("outcome", "code").last()


def is_usable() -> bool:
    return PushAddress.objects.usable().exists()


def test_an_unregistered_address_is_disabled(inbox, dana):
    device = give_device(dana)
    inbox.behave(addresses={"danas-phone": "unregistered"})
    open_notice(dana)

    deliver_due(now=NOON)

    assert last_outcome() == ("address_gone", "UNREGISTERED")
    assert address_of_device(device).invalid_at == NOON


def test_an_address_that_its_phone_confirmed_since_the_claim_is_not_disabled(dana):
    device = give_device(dana, now=utc("2026-11-24T12:00:01"))

    devices.disable([address_of_device(device).pk], reason="UNREGISTERED", claimed_at=NOON)

    assert is_usable()


@pytest.mark.parametrize("form", ["field", "message"])
def test_an_address_that_fcm_calls_malformed_is_disabled_in_both_forms_of_the_answer(inbox, dana, form):
    """xtrinch/fcm-django#70: a malformed token stayed and burnt quota."""
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "invalid"}, invalid_form=form)
    open_notice(dana)

    deliver_due(now=NOON)

    assert last_outcome() == ("address_gone", "INVALID_ARGUMENT")
    assert not is_usable()


def test_a_payload_that_fcm_refuses_blames_no_address(inbox, dana):
    """jazzband/django-push-notifications: one bad payload left none of four devices active."""
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "invalid"}, invalid_form="payload")
    open_notice(dana)

    deliver_due(now=NOON)

    assert last_outcome() == ("rejected", "INVALID_ARGUMENT")
    assert is_usable()


def test_refusals_in_bulk_disable_nobody_and_pause_the_channel(inbox, dana):
    for number in range(25):
        give_device(dana, f"phone-{number}")
    inbox.behave(mix={"sender_mismatch": 1})
    open_notice(dana)

    deliver_due(now=NOON)
    deliver_due(now=NOON + PROBE_EVERY)  # the probe is refused too

    assert PushAddress.objects.usable().count() == 25
    assert OpenDelivery.objects.count() == 25
    assert SenderState.objects.get().reason == "INVALID_IN_BULK"
    assert len(inbox.journal()) == 26


def test_a_503_may_have_arrived_and_is_sent_again_later_under_the_same_tag(inbox, dana):
    give_device(dana)
    inbox.behave(addresses={"danas-phone": ["r503"]})
    open_notice(dana)

    deliver_due(now=NOON)
    assert last_outcome() == ("unknown", "UNAVAILABLE")
    deliver_due(now=utc("2026-11-24T12:00:09"))
    assert inbox.pushes == []

    deliver_due(now=utc("2026-11-24T12:00:16"))
    assert [push.notification_id for push in inbox.pushes] == [str(named("notice"))]
    assert last_outcome() == ("accepted", "")


def test_a_reply_that_was_lost_leads_to_one_repeat_that_replaces_the_first(inbox, dana):
    give_device(dana)
    inbox.behave(addresses={"danas-phone": ["drop_after"]})
    open_notice(dana)

    deliver_due(now=NOON)
    deliver_due(now=utc("2026-11-24T12:00:16"))

    first, second = inbox.pushes
    assert first.message["android"]["notification"]["tag"] == second.message["android"]["notification"]["tag"]
    assert last_outcome() == ("accepted", "")


def test_nothing_is_sent_again_after_its_expiry(inbox, dana):
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "e500"})
    open_notice(dana, expires_at=utc("2026-11-24T12:00:08"))

    deliver_due(now=NOON)
    deliver_due(now=utc("2026-11-24T12:01"))

    assert len(inbox.journal()) == 1
    assert last_outcome() == ("unknown", "INTERNAL")
    assert not OpenDelivery.objects.exists()


def test_a_used_up_quota_slows_the_whole_sender(inbox, dana, nora):
    give_device(dana)
    give_device(nora, "noras-phone")
    inbox.behave(addresses={"danas-phone": ["quota"]}, retry_after_s=90)
    open_notice(dana)
    deliver_due(now=NOON)
    open_notice(nora, "other")

    deliver_due(now=utc("2026-11-24T12:01:29"))
    assert inbox.pushes == []

    deliver_due(now=utc("2026-11-24T12:02:20"))
    assert {push.address for push in inbox.pushes} == {address_of("danas-phone"), address_of("noras-phone")}


def test_a_project_that_is_refused_keeps_every_row_and_is_probed_with_one(inbox, dana):
    for number in range(10):
        give_device(dana, f"phone-{number}")
    open_notice(dana)
    SenderState.objects.create(project="handrail-demo", paused_until=NOON, reason="UNAUTHENTICATED")

    deliver_due(now=utc("2026-11-24T11:59"))
    assert OpenDelivery.objects.count() == 10

    deliver_due(now=NOON)
    assert len(inbox.pushes) == 10
    assert SenderState.objects.get().paused_until is None


def test_ten_sends_in_a_row_without_an_answer_pause_the_channel(inbox, dana):
    for number in range(10):
        give_device(dana, f"phone-{number}")
    inbox.behave(mix={"drop_before": 1})
    open_notice(dana)

    deliver_due(now=NOON)

    state = SenderState.objects.get()
    assert (state.reason, state.paused_until) == ("NO_ANSWER", NOON + PROBE_EVERY)
    assert OpenDelivery.objects.count() == 10


def test_a_sender_that_is_turned_away_starts_nothing_more_and_gives_back_the_rest_at_once(inbox, dana):
    for number in range(20):
        give_device(dana, f"phone-{number}")
    for number in range(20):
        open_notice(dana, f"notice {number}")
    inbox.behave(mix={"quota": 1}, latency_ms=20)

    deliver_due(now=NOON)

    assert len(inbox.journal()) <= CONNECTIONS
    assert SenderState.objects.get().reason == "QUOTA_EXCEEDED"
    assert OpenDelivery.objects.filter(lease_until=None).count() == 400
    assert DeliveryLog.objects.count() == len(inbox.journal())


def test_what_fcm_refuses_in_bulk_keeps_no_call_for_help_waiting(inbox, dana, nora):
    """A probe takes one: behind two dozen refused ones, an answer waited for a quarter of an hour."""
    refused = [f"phone-{number}" for number in range(25)]
    for name in refused:
        give_device(nora, name)
    give_device(dana)
    inbox.behave(addresses=dict.fromkeys(refused, "invalid"))
    open_notice(nora)
    deliver_due(now=NOON)
    deliver_due(now=NOON + PROBE_EVERY)

    later = NOON + PROBE_EVERY + PROBE_EVERY / 2
    open_notice(dana, "answer", kind=Kind.HELP_ANSWER, deliver_at=later)
    deliver_due(now=NOON + 2 * PROBE_EVERY)

    assert len(inbox.pushes_to("danas-phone")) == 1
