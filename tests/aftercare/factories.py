"""Check-ins, schedules and answers, filled with what a test does not care about."""

from datetime import datetime, timedelta
from typing import Any

from backend.accounts import staffing
from backend.accounts.models import Consent, DataClass, Person, Staff
from backend.aftercare import check_in_schedules, check_ins
from backend.aftercare.check_in_schedules import Draft
from backend.aftercare.check_ins import Wish
from backend.aftercare.models import CheckIn, CheckInSchedule
from backend.recurrence import Recurrence
from notifications.schedules import FLOATING
from tests import rewriting
from tests.times import utc

MONDAY_TEN = utc("2026-11-23T15:00")  # 10:00 in New York
SUNDAY = utc("2026-11-22T12:00")
FRIDAY = utc("2026-11-20T12:00")
CALM = {"mood": 3, "redflags": ["none"], "used": 0}
SELF_HARM = {"mood": 0, "redflags": ["self_harm"]}
PHQ9_CALM = {f"q{number}": 0 for number in range(1, 10)}


def begin(person: Person, instrument: str = "daily-check-in", *, now: datetime = MONDAY_TEN) -> CheckIn:
    return check_ins.open_now(person, Wish(instrument), now=now).check_in


def plan_daily(
    person: Person,
    staff: Staff,
    *,
    instrument: str = "daily-check-in",
    dtstart: datetime = datetime(2026, 11, 23, 9),  # noqa: DTZ001 - a local time
    remind_again_after: tuple[timedelta, ...] = (timedelta(hours=2),),
    now: datetime = SUNDAY,
) -> CheckInSchedule:
    draft = Draft(
        instrument=instrument,
        recurrence=Recurrence(dtstart, "FREQ=DAILY"),
        zone=FLOATING,
        window=timedelta(hours=12),
        remind_again_after=remind_again_after,
    )
    return check_in_schedules.schedule_check_ins(staff, person.pk, draft, now=now).schedule


def answer(client: Any, check_in: CheckIn | Any, answers: dict[str, Any], **more: Any) -> Any:
    check_in_id = getattr(check_in, "pk", check_in)
    return client.post(f"/v1/check-ins/{check_in_id}/response", {"answers": answers, **more})


SIGNED_UP = utc("2026-11-01T12:00")


def follow_too(staff: Staff, person: Person, *classes: DataClass, since: datetime = SIGNED_UP) -> None:
    """Let another staff member follow somebody, who lets their site see these classes."""
    staffing.assign(person, staff, now=since)
    Consent.objects.bulk_create(
        Consent(person=person, site=staff.site, data_class=each, granted_at=since) for each in classes
    )


def revoke(person: Person, *classes: DataClass, at: datetime = FRIDAY) -> None:
    Consent.objects.filter(person=person, data_class__in=classes).update(revoked_at=at)


def expire(person: Person, *classes: DataClass, at: datetime = FRIDAY) -> None:
    rewriting.expire(person, *classes, at=at)
