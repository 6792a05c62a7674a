"""`manage.py notifications`, its rehearsal, and the sign of life."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.api.clock import database_now
from backend.config.celery import BEATS
from backend.config.management.commands import deliver
from backend.recurrence import Recurrence
from notifications import schedules, tasks
from notifications.delivery import deliver_due
from notifications.kinds import Kind
from notifications.models import Hold, OpenDelivery, Schedule
from notifications.operations import dead_man, partitions, recent, rehearsal
from notifications.schedules import FLOATING
from tests.notifications.factories import NOON, give_device, open_notice
from tests.notifications.wishing import wish
from tests.times import utc

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MONTH_OF_LOG = """
INSERT INTO delivery_log (due_at, delivery_id, attempt, notification_id, kind, stage, at, outcome, code,
                          provider_name, worker)
SELECT at, gen_random_uuid(), 1, gen_random_uuid(), 'reminder', 0, at, 'accepted', '', '', 'celery'
FROM (SELECT '2026-11-01T00:00Z'::timestamptz + n * interval '25 s' AS at FROM generate_series(1, 100000) n) AS made
"""


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("notifications", *arguments, stdout=out)
    return out.getvalue()


def without_numbers(page: str) -> str:
    """Ages grow between two looks."""
    return re.sub(r"[\d.]+", "0", page)


@pytest.fixture
def dead_notice(inbox, dana):
    """One that FCM has just refused, and that is still of use."""
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "invalid"}, invalid_form="payload")
    now = database_now()
    notice = open_notice(dana, deliver_at=now - timedelta(minutes=1))
    deliver_due(now=now)
    inbox.behave(addresses={})
    return notice


def test_status_is_what_it_shows_by_default(inbox, dana):
    give_device(dana)
    open_notice(dana, deliver_at=database_now() - timedelta(minutes=5))
    run("pause", "message")

    page = run()

    assert "Open 1: in_hand 0, held 0, overdue 1" in page
    assert "Holds: message since" in page
    assert "Channel: ok" in page
    assert without_numbers(page) == without_numbers(run("status"))


def test_status_as_json_has_every_reading(inbox):
    status = json.loads(run("status", "--json"))

    assert {"open", "planned", "lags", "outcomes", "scans", "sender", "holds", "dead_letters", "devices"} <= set(status)
    assert status["partitions_ahead"] >= 0


def test_a_kind_is_paused_and_let_go():
    assert "Held: reminder." in run("pause", "reminder")
    assert Hold.objects.get().kind == "reminder"

    assert "1 hold ended." in run("resume", "--all")
    assert "Nothing was held." in run("resume", "reminder")


def test_safety_is_not_paused_by_accident():
    with pytest.raises(CommandError, match="--including-safety"):
        run("pause", "alert")

    assert "safety included" in run("pause", "--all", "--including-safety")


@pytest.mark.parametrize(
    "arguments",
    [
        ("pause",),
        ("pause", "nonsense"),
        ("pause", "reminder", "--all"),
        ("resend", "--since", "yesterday"),
        ("resend", "--since", "9999d"),
        ("dry-run", "--minutes", "0"),
    ],
)
def test_what_is_not_understood_is_refused(arguments):
    with pytest.raises(CommandError):
        run(*arguments)


def test_a_dead_letter_is_listed_rehearsed_and_sent_again(dead_notice, inbox):
    assert "rejected" in run("dead-letters")
    assert "Would be sent again: 1. Nothing was sent." in run("resend", "--dry-run")
    assert not OpenDelivery.objects.exists()

    assert "Sent again: 1." in run("resend", "--kind", "reminder", "--since", "1h")

    deliver_due(now=database_now())
    assert [push.notification_id for push in inbox.pushes] == [str(dead_notice)]
    assert "No dead letters." in run("dead-letters")


def test_dead_letters_as_json_name_the_notice_and_what_stands_against_it(dead_notice):
    [letter] = json.loads(run("dead-letters", "--json"))["dead_letters"]

    assert letter["notification_id"] == str(dead_notice)
    assert letter["obstacle"] == ""


def test_a_rehearsal_sends_and_writes_nothing(inbox, dana):
    give_device(dana)
    open_notice(dana, deliver_at=database_now() + timedelta(minutes=5))
    before = list(OpenDelivery.objects.values())

    page = run("dry-run", "--minutes", "10")

    assert "1 of 1 ring" in page
    assert list(OpenDelivery.objects.values()) == before
    assert inbox.pushes == []


def test_a_rehearsal_counts_what_rings_and_what_does_not(inbox, dana, nora):
    give_device(dana)
    give_device(nora, "noras-phone", notifications="blocked", tzid="Europe/London")
    open_notice(dana, "rings", deliver_at=utc("2026-11-24T12:10"))
    open_notice(dana, "too late for this", deliver_at=utc("2026-11-24T13:10"))
    open_notice(nora, "blocked", deliver_at=utc("2026-11-24T12:20"))
    Hold.objects.create(kind=Kind.MESSAGE, since=NOON)
    open_notice(dana, "held", kind=Kind.MESSAGE, deliver_at=utc("2026-11-24T12:20"))

    expected = rehearsal.rehearse(HOUR, now=NOON)

    assert expected.fates == {("reminder", "rings"): 1, ("reminder", "blocked"): 1, ("message", "held"): 1}
    assert expected.is_complete


def test_a_rehearsal_judges_each_notice_at_its_own_time(inbox, dana):
    """Quiet hours end at 08:00 in New York, 13:00 UTC."""
    give_device(dana)
    wish(dana, quiet_from=time(22), quiet_until=time(8))
    open_notice(dana, "in quiet hours", deliver_at=utc("2026-11-24T12:30"))
    open_notice(dana, "after them", deliver_at=utc("2026-11-24T13:30"))

    expected = rehearsal.rehearse(2 * HOUR, now=NOON)

    assert expected.fates == {("reminder", "deferred"): 1, ("reminder", "rings"): 1}


def test_a_rehearsal_looks_at_schedules_too(inbox, dana, nora):
    give_device(dana)
    for person in (dana, nora):
        daily = Recurrence(utc("2026-11-20T07:30").replace(tzinfo=None), "FREQ=DAILY")
        schedules.create(person.pk, Kind.REMINDER, daily, FLOATING, window=HOUR, now=utc("2026-11-24T00:00"))
    Schedule.objects.filter(recipient_id=nora.pk).update(next_at=NOON, next_due_at=NOON)

    expected = rehearsal.rehearse(HOUR, now=NOON)

    assert expected.fates == {("reminder", "rings"): 1, ("reminder", "no_device"): 1}


def test_a_rehearsal_expects_no_ring_in_a_pause_that_begins_before_the_spread_is_over(inbox, dana):
    give_device(dana)
    daily = Recurrence(utc("2026-11-20T07:30").replace(tzinfo=None), "FREQ=DAILY")
    schedules.create(dana.pk, Kind.REMINDER, daily, FLOATING, window=HOUR, now=utc("2026-11-24T00:00"))
    rings_at, paused_from = utc("2026-11-24T12:40"), utc("2026-11-24T12:35")
    Schedule.objects.update(next_due_at=rings_at, paused_from=paused_from)

    expected = rehearsal.rehearse(HOUR, now=NOON)

    assert expected.fates == {("reminder", "paused"): 1}


def test_what_happened_lately_is_found_by_the_summary_of_the_log():
    """A month of log is not read for an hour of it."""
    partitions.make(utc("2026-11-01T00:00"), now=NOON)
    with connection.cursor() as cursor:
        cursor.execute(MONTH_OF_LOG)
        cursor.execute("ANALYZE delivery_log")
        bounds = {"since": utc("2026-11-29T23:00"), "reach": utc("2026-11-02T00:00")}
        cursor.execute("EXPLAIN " + recent.OUTCOMES, {"answered": [], "limit": 500, **bounds})
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Bitmap Index Scan on delivery_log_2026_11_at_idx" in plan


class Watcher(BaseHTTPRequestHandler):
    """Whoever raises the alarm when it hears nothing."""

    heard: list[str] = []
    status = 200

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def watcher() -> Iterator[tuple[str, type[Watcher]]]:
    class Own(Watcher):
        heard: list[str] = []

    server = HTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ping/secret-4711", Own
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_sign_of_life_is_given_while_delivery_is_well(inbox, watcher, settings):
    settings.DEADMAN_URL, heard = watcher[0], watcher[1].heard
    deliver_due(now=database_now())

    tasks.ping_dead_man()

    assert heard == ["/ping/secret-4711"]


def test_no_sign_of_life_is_given_while_something_is_overdue(inbox, dana, watcher):
    give_device(dana)
    deliver_due(now=database_now())
    open_notice(dana, deliver_at=database_now() - timedelta(minutes=5))

    dead_man.ping(watcher[0])

    assert watcher[1].heard == []


def test_no_sign_of_life_is_given_while_the_beat_is_silent(inbox, watcher):
    dead_man.ping(watcher[0])

    assert watcher[1].heard == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_ping_that_fails_is_logged_without_its_address(inbox, watcher, capsys, caplog, status):
    watcher[1].status = status
    deliver_due(now=database_now())

    dead_man.ping(watcher[0])

    assert watcher[1].heard == ["/ping/secret-4711"]
    assert "sign of life not taken" in caplog.text
    assert "4711" not in caplog.text + capsys.readouterr().err


def test_a_watcher_that_is_not_there_harms_nothing(inbox, caplog):
    deliver_due(now=database_now())

    dead_man.ping("http://127.0.0.1:9/ping/secret-4711")

    assert "sign of life not taken" in caplog.text
    assert "4711" not in caplog.text


def test_the_loop_beside_the_workers_leaves_the_sign_of_life_and_long_work_to_celery():
    """A dead Celery must not be covered up by what stands in for it, and no reminder waits for a feed."""
    left = {beat.task for beat in set(BEATS) - set(deliver.SCANS)}

    assert left == {
        "notifications.tasks.ping_dead_man",
        "backend.coping.tasks.pool_ratings",
        "meetings.tasks.import_due_feeds",
        "meetings.tasks.renew_dated",
        "meetings.tasks.renew_documents",
        "backend.rights.tasks.apply_retention",
    }
