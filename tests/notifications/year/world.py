"""The real code under a clock that the test moves: schedules, ledger, delivery, and the push inbox over HTTP."""

import json
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection

from backend.accounts import people, sessions
from backend.accounts.models import Account, Session
from backend.recurrence import Recurrence
from notifications import devices, reminders, schedules
from notifications.delivery import deliver_due
from notifications.devices import Address, DeviceReport
from notifications.ledger import statements
from notifications.models import DeliveryLog, Notification, NotificationWishes, OpenDelivery
from notifications.notices import snoozing
from notifications.notices.receipts import Receipt, record_receipts
from notifications.reminders import ReminderWish
from notifications.schedules import FLOATING
from tests.notifications.year.oracle import Habit, Quiet
from tests.push import InboxClient, address_of

# When somebody has to look again: a plan that falls due, a delivery whose time or whose lease is over.
NEXT_WAKE = """
SELECT least((SELECT min(next_due_at) FROM schedule),
             (SELECT min(coalesce(lease_until + interval '1 microsecond', deliver_at)) FROM open_delivery))
"""


@dataclass
class Phone:
    """Its owner's only one. After a reinstallation it has another address."""

    account: Account
    session: Session
    zone: ZoneInfo
    token: str = ""


class World:
    def __init__(self, inbox: InboxClient) -> None:
        inbox.reset()
        self._inbox = inbox
        self._read = max((line["seq"] for line in self._lines(0)), default=0)
        self.rings: dict[UUID, list[datetime]] = {}

    def sign_up(self, tzid: str, *, now: datetime) -> Phone:
        account = people.sign_up(people.Profile(tzid=tzid), now=now).person.account
        sessions.start_session(account, after_second_factor=False, now=now)
        phone = Phone(account, Session.objects.filter(user=account).latest("created"), ZoneInfo(tzid))
        self.install(phone, now=now)
        return phone

    def install(self, phone: Phone, *, now: datetime) -> None:
        phone.token = f"phone-{uuid4()}"
        self.report(phone, now=now)

    def report(self, phone: Phone, *, now: datetime) -> None:
        """What the app does at each start: tell address and zone."""
        report = DeviceReport("android", "en", phone.zone.key, "1.0", "allowed", Address("token", phone.token))
        devices.register(phone.account, phone.session, f"of-{phone.account.pk}", report, now=now)

    def remind(self, phone: Phone, habit: Habit, *, now: datetime) -> UUID:
        wish = ReminderWish("Drink water", Recurrence(habit.dtstart, habit.rrule), FLOATING)
        reminder, _ = reminders.schedule_reminder(phone.account, wish, body={}, now=now)
        return reminder.schedule_id

    def set_quiet(self, phone: Phone, quiet: Quiet | None) -> None:
        hours = {"quiet_from": quiet and quiet.start, "quiet_until": quiet and quiet.end}
        action = quiet.action if quiet else "defer"
        NotificationWishes.objects.update_or_create(account=phone.account, defaults=hours | {"quiet_action": action})

    def pause(self, schedule_id: UUID, from_: datetime, until: datetime | None) -> None:
        schedules.pause(schedule_id, from_, until)

    def resume(self, schedule_id: UUID) -> None:
        schedules.resume(schedule_id)

    def snooze(self, phone: Phone, notice: UUID, until: datetime, *, now: datetime) -> None:
        snoozing.snooze(phone.account.pk, notice, until, now=now)

    def tell_shown_locally(self, phone: Phone, notice: UUID, *, now: datetime) -> None:
        record_receipts(
            phone.account, [Receipt(notice, "displayed", now, "local")], device_id=phone.session.public_id, now=now
        )

    def misbehave(self, outcomes: dict[str, str | list[str]]) -> None:
        self._inbox.behave(addresses=outcomes)

    def next_wake(self) -> datetime | None:
        with connection.cursor() as cursor:
            cursor.execute(NEXT_WAKE)
            found: datetime | None = cursor.fetchone()[0]
            return found

    def is_anything_open(self) -> bool:
        return OpenDelivery.objects.exists()

    def scan(self, now: datetime) -> None:
        """What the beats ring for."""
        reminders.open_reminders(now=now)
        deliver_due(now=now)
        self._note_rings(now)

    def open_and_crash(self, now: datetime) -> None:
        """Die between claim and send."""
        reminders.open_reminders(now=now)
        statements.claim(now=now)

    def reasons(self, notice: UUID) -> set[str]:
        return set(DeliveryLog.objects.filter(notification_id=notice).values_list("outcome", flat=True))

    def names(self, notice: UUID) -> tuple[UUID | None, datetime]:
        """Tell what a notice belongs to: its schedule, and when it was due."""
        found: tuple[UUID | None, datetime] = Notification.objects.values_list("schedule_id", "deliver_at").get(
            pk=notice
        )
        return found

    def _note_rings(self, now: datetime) -> None:
        for line in self._lines(self._read):
            self._read = line["seq"]
            if line["outcome"] in ("accepted", "drop_after"):
                self.rings.setdefault(UUID(line["message"]["data"]["notification_id"]), []).append(now)

    def _lines(self, after: int) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self._inbox.url}/journal?after={after}", timeout=5) as answer:
            return [json.loads(line) for line in answer.read().splitlines()]


def journal_name(phone: Phone) -> str:
    return address_of(phone.token)
