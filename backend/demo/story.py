"""What the demo starts with: New York's old listings, phones that ring, and a check-in about to come."""

import json
import secrets
import urllib.request
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from backend.accounts.models import Account, Session, Staff
from backend.aftercare.check_in_schedules import Draft, schedule_check_ins
from backend.aftercare.models import CheckInSchedule
from backend.coping.counters import keeping
from backend.coping.counters.keeping import CounterWish
from backend.coping.models import Counter
from backend.demo.cast import Cast
from backend.recurrence import Recurrence
from meetings.imports.bmlt.feed import BmltFeed, read_folder
from meetings.imports.taking_over import import_feed
from meetings.models import Source
from notifications import devices
from notifications.devices import Address, DeviceReport
from notifications.models import Device
from notifications.schedules import FLOATING
from notifications.second_paths import paths

NEW_YORK = Path(__file__).parent / "data" / "new_york"
SOURCE_NAME = "demo: New York, old listings"
MARK = "Old demo data: this listing is years out of date."
# Manhattan's areas lie below it.
OLIVES_BODY = "Greater New York Region"
# Late enough for a first start on a slow machine, early enough that nobody waits.
FIRST_RING_AFTER = timedelta(seconds=25)
DAYS_BEHIND_HER = timedelta(days=42)
INBOX_TIMEOUT_SECONDS = 5
# A name that exists nowhere (RFC 2606).
SAMS_EMAIL = "sam@harbour-aftercare.example"


def load_meetings(*, now: datetime) -> None:
    """Import the New York listings once, each marked as old."""
    if Source.objects.filter(identity=SOURCE_NAME).exists():
        return
    feed = read_folder(NEW_YORK)
    import_feed(_marked(feed), source_name=SOURCE_NAME, now=now)


def plan_daily_check_in(cast: Cast, *, now: datetime) -> None:
    """Plan dana's daily check-in, the first one within a minute."""
    if CheckInSchedule.objects.filter(person=cast.person).exists():
        return
    first = (now + FIRST_RING_AFTER).astimezone(ZoneInfo(cast.person.tzid)).replace(tzinfo=None, microsecond=0)
    draft = Draft(
        instrument="daily-check-in",
        recurrence=Recurrence(first, "FREQ=DAILY"),
        zone=FLOATING,
        window=timedelta(hours=12),
    )
    schedule_check_ins(cast.staff, cast.person.pk, draft, now=now)


def start_counting(cast: Cast, *, now: datetime) -> None:
    """Let dana count her days, with six weeks behind her."""
    if Counter.objects.filter(person=cast.person).exists():
        return
    started_on = keeping.today_of(cast.person, now) - DAYS_BEHIND_HER
    keeping.start_counter(cast.person, CounterWish("My days", started_on), body={}, now=now)


def give_phone(
    account: Account, session: Session, label: str, token: str, *, tzid: str, now: datetime
) -> dict[str, str]:
    """Register a simulated phone with us and with the push inbox; return what demo.json says of it."""
    installation_id = f"demo-{label}"
    address = _address_of(session, label)
    report = DeviceReport(
        platform="android",
        locale="en",
        tzid=tzid,
        app_version="demo",
        notifications="allowed",
        address=Address("token", address),
    )
    devices.register(account, session, installation_id, report, now=now)
    _show_in_inbox(address, label, tzid, token)
    return {"installation_id": installation_id, "address": address}


def give_work_email(staff: Staff, *, now: datetime) -> None:
    """Let an alert reach sam by mail too, where mail is on and sam has chosen nothing else."""
    if settings.EMAIL_HOST and not paths.paths_of(staff.account):
        paths.set_email(staff.account, SAMS_EMAIL, now=now)


def _marked(feed: BmltFeed) -> BmltFeed:
    return replace(
        feed,
        meetings=[
            {**row, "comments": " ".join(filter(None, [MARK, str(row.get("comments") or "")]))} for row in feed.meetings
        ],
    )


def _address_of(session: Session, label: str) -> str:
    known = Device.objects.filter(account_id=session.user_id, installation_id=f"demo-{label}").first()
    address = known.pushaddress_set.first() if known else None
    return str(address.value) if address else f"demo-{label}-{secrets.token_urlsafe(24)}"


def _show_in_inbox(address: str, label: str, tzid: str, token: str) -> None:
    phone: dict[str, Any] = {
        "address": address,
        "label": label.capitalize(),
        "platform": "android",
        "tzid": tzid,
        "receipts": {"url": f"{settings.PUBLIC_URL}/v1/receipts", "token": token},
    }
    request = urllib.request.Request(  # noqa: S310 - the inbox's own address on loopback
        f"{settings.FCM_BASE_URL}/phones", json.dumps(phone).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=INBOX_TIMEOUT_SECONDS).close()  # noqa: S310
