"""Phones come, go, change hands: an address rings for the one who holds the phone, and nobody else."""

from datetime import datetime

import pytest

from backend.accounts import sessions
from notifications import devices, pruning
from notifications.delivery import deliver_due
from notifications.models import DeliveryLog, Device, PushAddress
from tests.notifications.factories import NOON, address_of_device, give_device, open_notice, stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

PHONE = {
    "platform": "android",
    "address": {"kind": "token", "value": "danas-phone"},
    "locale": "en-US",
    "tzid": "America/New_York",
    "app_version": "1.0",
    "notifications": "allowed",
}


def test_a_phone_reports_where_it_can_be_rung(api, dana):
    response = api(dana).put("/v1/devices/installation-1", PHONE)

    assert response.status_code == 200
    assert response.json()["installation_id"] == "installation-1"
    assert "danas-phone" not in response.content.decode()
    assert PushAddress.objects.get().value == "danas-phone"


def test_the_address_is_ciphertext_in_the_table(api, dana):
    api(dana).put("/v1/devices/installation-1", PHONE)

    stored = stored_bytes("push_address", "value")

    assert b"danas-phone" not in stored


def test_a_phone_that_reports_twice_is_one_phone(api, dana):
    """xtrinch/fcm-django#64: registering twice rang twice."""
    phone = api(dana)

    phone.put("/v1/devices/installation-1", PHONE)
    phone.put("/v1/devices/installation-1", PHONE)

    assert (Device.objects.count(), PushAddress.objects.count()) == (1, 1)


def test_a_new_address_of_a_phone_takes_the_place_of_the_old(api, dana):
    phone = api(dana)
    phone.put("/v1/devices/installation-1", PHONE)

    phone.put("/v1/devices/installation-1", PHONE | {"address": {"kind": "fid", "value": "danas-fid"}})

    assert PushAddress.objects.values_list("kind", flat=True).get() == "fid"


def test_a_phone_without_an_address_is_known_but_not_rung(api, dana):
    api(dana).put("/v1/devices/installation-1", PHONE | {"address": None, "notifications": "blocked"})

    assert Device.objects.get().notifications == "blocked"
    assert not PushAddress.objects.exists()


def test_a_recycled_address_moves_and_never_rings_for_its_former_owner(inbox, dana, nora):
    """johnpooch/diplicity-react#938: a token that still rings for the former owner discloses treatment."""
    give_device(dana, "shared-phone")
    open_notice(dana)

    give_device(nora, "shared-phone")
    deliver_due(now=NOON)

    assert inbox.pushes == []
    assert PushAddress.objects.get().device.account_id == nora.pk
    assert DeliveryLog.objects.get().outcome == "address_removed"


def test_signing_out_removes_the_phone_and_its_address(inbox, dana):
    device = give_device(dana)
    open_notice(dana)

    sessions.end_session(dana.account, device.session_id, now=utc("2026-11-24T11:00"))
    deliver_due(now=NOON)

    assert not Device.objects.exists()
    assert not PushAddress.objects.exists()
    assert inbox.pushes == []


def test_signing_in_again_on_the_same_phone_keeps_it(api, dana):
    api(dana).put("/v1/devices/installation-1", PHONE)
    first = Device.objects.get().session

    api(dana).put("/v1/devices/installation-1", PHONE)
    first.delete()

    assert PushAddress.objects.count() == 1


def test_a_phone_can_be_taken_off_twice(api, dana):
    phone = api(dana)
    phone.put("/v1/devices/installation-1", PHONE)

    assert phone.delete("/v1/devices/installation-1").status_code == 204
    assert phone.delete("/v1/devices/installation-1").status_code == 204
    assert not Device.objects.exists()


@pytest.mark.parametrize("installation_id", ["a%00b", "ä", "a b", "x" * 201])
def test_an_installation_id_that_no_app_makes_is_refused(api, dana, installation_id):
    response = api(dana).put(f"/v1/devices/{installation_id}", PHONE)

    assert response.status_code == 400


def test_another_persons_phone_is_not_touched(api, dana, nora):
    api(dana).put("/v1/devices/installation-1", PHONE)

    api(nora).delete("/v1/devices/installation-1")

    assert Device.objects.filter(account=dana.account).exists()


def test_staff_and_organizers_have_phones_too(api, sam, olive):
    assert api(sam).put("/v1/devices/sams", PHONE).status_code == 200
    assert api(olive).put("/v1/devices/olives", PHONE | {"address": None}).status_code == 200


def test_nobody_registers_a_phone_without_signing_in(api):
    assert api().put("/v1/devices/installation-1", PHONE).status_code == 401


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"tzid": "Mars/Olympus"}, "/tzid"),
        ({"platform": "pager"}, "/platform"),
        ({"address": {"kind": "token", "value": "x" * 4097}}, "/address/value"),
        ({"address": {"kind": "token", "value": "with blank"}}, "/address/value"),
        ({"adress": None}, "/adress"),
    ],
)
def test_a_wrong_report_is_told_field_by_field(api, dana, wrong, pointer):
    response = api(dana).put("/v1/devices/installation-1", PHONE | wrong)

    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_a_phone_can_be_kept_still_until_told_otherwise(api, dana):
    phone = api(dana)
    muted = phone.put("/v1/devices/installation-1", PHONE | {"muted_until": "2099-01-01T00:00:00Z"})

    kept = phone.put("/v1/devices/installation-1", PHONE)
    ended = phone.put("/v1/devices/installation-1", PHONE | {"muted_until": None})

    told = [(each.json()["muted_until"], each.json()["reach"]) for each in (muted, kept, ended)]
    assert told == [("2099-01-01T00:00:00Z", "muted"), ("2099-01-01T00:00:00Z", "muted"), (None, "ok")]


def test_a_mute_that_is_no_instant_is_refused(api, dana):
    response = api(dana).put("/v1/devices/installation-1", PHONE | {"muted_until": "tomorrow"})

    assert [error["pointer"] for error in response.json()["errors"]] == ["/muted_until"]


@pytest.mark.parametrize(
    ("told", "reach"),
    [
        ({}, "ok"),
        ({"notifications": "silent"}, "silent"),
        ({"notifications": "blocked"}, "blocked"),
        ({"address": None}, "no_address"),
    ],
)
def test_ones_phones_say_what_is_in_the_way_of_a_push(api, dana, nora, told, reach):
    phone = api(dana)
    phone.put("/v1/devices/installation-1", PHONE | told)

    response = phone.get("/v1/devices")

    assert [(each["installation_id"], each["reach"]) for each in response.json()["results"]] == [
        ("installation-1", reach)
    ]
    assert "danas-phone" not in response.content.decode()
    assert api(nora).get("/v1/devices").json()["results"] == []


def reach(device: Device, *, now: datetime) -> str:
    return devices.reach_of(device, device.pushaddress_set.all(), now=now)


def test_a_phone_is_stale_after_a_month_without_contact(dana):
    device = give_device(dana)

    assert reach(device, now=utc("2026-12-20T07:59")) == "ok"
    assert reach(device, now=utc("2026-12-20T08:00")) == "stale"


def test_an_address_that_was_idle_for_three_months_is_used_no_more(dana):
    device = give_device(dana)

    pruning.prune(now=utc("2027-02-18T08:01"))

    assert not PushAddress.objects.usable().exists()
    assert reach(device, now=utc("2027-02-18T08:01")) == "stale"


def test_an_address_that_fcm_calls_gone_is_said_to_be(dana):
    device = give_device(dana)

    devices.disable([address_of_device(device).pk], reason="ADDRESS_GONE", claimed_at=NOON)

    assert reach(device, now=NOON) == "gone"


def test_an_installation_id_of_firebase_is_an_address_too(inbox, dana):
    give_device(dana, "danas-installation", kind="fid")
    open_notice(dana)

    deliver_due(now=NOON)

    assert DeliveryLog.objects.get().outcome == "accepted"


def test_what_is_open_follows_a_phone_to_its_new_address(inbox, api, dana):
    """FCM renews registration tokens as it likes, also between a notice and its repeats."""
    phone = api(dana)
    phone.put("/v1/devices/installation-1", PHONE)
    open_notice(dana)

    phone.put("/v1/devices/installation-1", PHONE | {"address": {"kind": "token", "value": "danas-new-token"}})
    deliver_due(now=NOON)

    assert len(inbox.pushes_to("danas-new-token")) == 1
    assert inbox.pushes_to("danas-phone") == []
