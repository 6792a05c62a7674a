"""People with phones, and reminders of their own that become due while everything is killed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from django.db import transaction

from backend.accounts import people, sessions
from backend.accounts.keys.store import key_scope
from backend.accounts.models import Account, Session
from backend.recurrence import Recurrence
from notifications import devices, reminders
from notifications.devices import Address, DeviceReport
from notifications.reminders import ReminderWish
from notifications.schedules import Zone, occurrence_id
from tests.push import address_of

# A lock screen of the inbox shows every notice of its phone, so that it can be seen what was shown twice.
REMINDERS_EACH = 25
# People choose round times: what is due comes in waves, and whole batches are in flight when somebody dies.
WAVE_EVERY_SECONDS = 5
PLATFORMS = ("android", "ios")


def gather(count: int, *, begins_at: datetime, span_seconds: float, random: Random) -> Iterator[dict[str, str]]:
    """Set `count` reminders, due from `begins_at` on; yield after each person what is due for whom.

    That is the address, as the journal calls it, by notification id.
    """
    waves = int(span_seconds / WAVE_EVERY_SECONDS) + 1
    for number in range(-(-count // REMINDERS_EACH)):
        moments = [
            begins_at + timedelta(seconds=WAVE_EVERY_SECONDS * random.randrange(waves))
            for _ in range(min(REMINDERS_EACH, count - number * REMINDERS_EACH))
        ]
        yield _person(f"phone-{number}", PLATFORMS[number % 2], moments)


@transaction.atomic
def _person(token: str, platform: str, moments: list[datetime]) -> dict[str, str]:
    now = datetime.now(UTC)
    with key_scope():
        account = people.sign_up(people.Profile(tzid="UTC", country="US"), now=now).person.account
        _give_phone(account, token, platform, now)
        return {_remind(account, at, now): address_of(token) for at in moments}


def _give_phone(account: Account, token: str, platform: str, now: datetime) -> None:
    sessions.start_session(account, after_second_factor=False, now=now)
    session = Session.objects.filter(user=account).latest("created")
    report = DeviceReport(platform, "en", "UTC", "1.0", "allowed", Address("token", token))
    devices.register(account, session, f"installation-of-{token}", report, now=now)


def _remind(account: Account, at: datetime, now: datetime) -> str:
    """Set a reminder and return the id of the notice that it becomes."""
    wish = ReminderWish("Drink water", Recurrence(at.replace(tzinfo=None), None), Zone("fixed", "UTC"))
    reminder, _ = reminders.schedule_reminder(account, wish, body={}, now=now)
    return str(occurrence_id(reminder.schedule_id, at))
