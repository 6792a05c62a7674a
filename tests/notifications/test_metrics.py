"""/metrics: what stands in it, and who may read it."""

import re

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from notifications.delivery import deliver_due, sending_as
from notifications.kinds import Kind
from notifications.models import SenderState, Tally
from notifications.operations import gauges, holds, overview
from tests.notifications.factories import NOON, give_device, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-more-than-twenty-characters"
LATER = utc("2026-11-24T12:05")


def samples(now=LATER) -> dict[tuple[str, frozenset[str]], float]:
    """Every sample under its name and the values of its labels."""
    text = gauges.render(overview.look(now=now)).decode()
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(name: str, *labels: str, now=LATER) -> float:
    return samples(now)[f"handrail_{name}", frozenset(labels)]


def test_the_lag_of_handing_over_is_told_by_urgency(inbox, dana, sam):
    give_device(dana)
    give_device(sam, "sams-phone")
    open_notice(dana, deliver_at=utc("2026-11-24T11:59:00"))
    open_notice(sam, "alert", kind=Kind.ALERT, deliver_at=utc("2026-11-24T11:59:58"))
    deliver_due(now=NOON)

    assert value("handover_lag_seconds", "usual", "0.5") == 60
    assert value("handover_lag_seconds", "urgent", "0.99") == 2
    assert value("handovers_recent", "usual") == 1


def test_outcomes_of_the_last_hour_are_told_with_their_code(inbox, dana):
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "unregistered"})
    open_notice(dana)
    deliver_due(now=NOON)

    assert value("outcomes_recent", "reminder", "address_gone", "UNREGISTERED", "push") == 1
    assert not [key for key in samples(utc("2026-11-24T13:01")) if key[0] == "handrail_outcomes_recent"]


def test_what_is_open_is_told_by_what_it_waits_for(inbox, dana):
    give_device(dana)
    open_notice(dana, "due", deliver_at=utc("2026-11-24T12:04"))
    open_notice(dana, "overdue", deliver_at=utc("2026-11-24T12:00"))
    open_notice(dana, "ahead", deliver_at=utc("2026-11-24T12:06"))
    open_notice(dana, "held", kind=Kind.MESSAGE, deliver_at=utc("2026-11-24T11:00"))
    holds.pause(Kind.MESSAGE, now=NOON)

    assert [value("open_deliveries", "reminder", waits) for waits in ("due", "overdue", "ahead")] == [1, 1, 1]
    assert value("open_deliveries", "message", "held") == 1
    assert value("oldest_due_seconds") == 300
    assert value("hold_seconds", "message") == 300


def test_a_delivery_that_waits_to_be_tried_again_is_not_called_due(inbox, dana):
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "r503"})
    open_notice(dana)
    deliver_due(now=NOON)

    assert value("open_deliveries", "reminder", "retry", now=utc("2026-11-24T12:00:01")) == 1


def test_workers_channel_and_devices_are_told(inbox, dana):
    give_device(dana, notifications="blocked")
    with sending_as("loop"):
        deliver_due(now=NOON)
    SenderState.objects.create(
        project="handrail-demo", paused_until=utc("2026-11-24T12:10"), reason="NO_ANSWER", rate=350, slowed_at=LATER
    )
    Tally.objects.create(name="recovered", count=3)

    assert value("last_scan_age_seconds", "loop") == 300
    assert value("channel_paused", "NO_ANSWER") == 1
    assert value("bucket_rate_per_second") == 350
    assert value("leases_expired_total") == 3
    assert value("devices", "blocked") == 1
    assert value("devices", "ok") == 0


def test_wrong_credentials_are_told_and_do_not_break_the_page(settings, tmp_path):
    (tmp_path / "wrong.json").write_text("{}")
    settings.FIREBASE_CREDENTIALS = str(tmp_path / "wrong.json")

    assert value("channel_paused", "wrong configuration") == 1


def test_no_label_holds_an_id(inbox, dana):
    give_device(dana)
    open_notice(dana, "a")
    open_notice(dana, "b")
    deliver_due(now=NOON)

    text = gauges.render(overview.look(now=LATER)).decode()

    assert not re.search(r"[0-9a-f]{8}-?[0-9a-f]{4}", text)
    assert "dana" not in text


def test_this_machine_reads_it_without_a_token():
    answer = Client().get("/metrics", headers={"Host": "127.0.0.1:8000"})

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert b"handrail_open_deliveries" in answer.content


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"Host": "127.0.0.1"}, "192.0.2.7"),
        ({"Host": "127.0.0.1", "X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({"Host": "127.0.0.1", "Forwarded": "for=192.0.2.7"}, "127.0.0.1"),
        ({"Host": "handrail.example"}, "127.0.0.1"),
        ({"Host": "127.0.0.1"}, ""),
    ],
)
def test_nobody_else_reads_it_without_a_token(headers, address):
    answer = Client(REMOTE_ADDR=address).get("/metrics", headers=headers)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("shown", "status"),
    [(f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), ("Bearer wrong", 401), (TOKEN, 401), ("", 401)],
)
def test_with_a_token_configured_everybody_has_to_show_it(settings, shown, status):
    settings.METRICS_TOKEN = TOKEN

    answer = Client(REMOTE_ADDR="192.0.2.7").get("/metrics", headers={"Authorization": shown})

    assert answer.status_code == status


def test_it_is_read_only_and_kept_nowhere():
    client = Client(headers={"Host": "localhost"})

    assert client.post("/metrics").status_code == 405
    assert "no-store" in client.get("/metrics")["Cache-Control"]
