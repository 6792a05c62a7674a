"""A program: a clinic with sam and his supervisor sue, and dana, whom he follows. Says who, as JSON.

`seed NAME`: dana is about to answer. `seed NAME SECONDS`: she has answered, and in so many seconds somebody should
have seen it.
"""

import json
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402 - after django.setup()

from backend.accounts import people, sessions, staffing  # noqa: E402
from backend.accounts.keys.store import key_scope  # noqa: E402
from backend.accounts.models import Consent, DataClass, Person, Site, Staff  # noqa: E402
from backend.aftercare import check_ins, responses  # noqa: E402
from backend.aftercare.check_ins import Wish  # noqa: E402
from backend.aftercare.forms import Given  # noqa: E402
from backend.aftercare.models import CheckIn  # noqa: E402
from backend.care_team.clocks import due_at  # noqa: E402
from backend.care_team.duty.hours import hours_of  # noqa: E402
from backend.care_team.models import Alert, SiteHours  # noqa: E402
from backend.instruments.levels import Level  # noqa: E402
from notifications.second_paths import paths  # noqa: E402
from tests.faults.paging.answers import URGENT_TODAY  # noqa: E402
from tests.notifications.factories import give_device  # noqa: E402


def main(name: str, due_in: timedelta | None) -> None:
    now = datetime.now(UTC)
    clinic = Site.objects.create(name=name, tzid="UTC")
    # Always at work: what is urgent is due as soon on a Sunday as on a Monday.
    SiteHours.objects.bulk_create(
        SiteHours(site=clinic, iso_weekday=weekday, opens=time(0), closes=time(0)) for weekday in range(1, 8)
    )
    answered_at = None if due_in is None else now + due_in - (due_at(Level.L2, now, hours_of(clinic)) - now)
    with key_scope():
        sam = _staff(clinic, Staff.Role.COUNSELLOR, f"sam-{name}", now)
        sue = _staff(clinic, Staff.Role.SUPERVISOR, f"sue-{name}", now)
        dana, token = _person(sam, now - timedelta(days=1))
        check_in = check_ins.open_now(dana, Wish("daily-check-in"), now=answered_at or now).check_in
        said = {"token": token, "check_in": str(check_in.pk), "supervisor": _token(sue, now)}
        if answered_at is not None:
            said["due_at"] = _answer(dana, check_in, answered_at).isoformat()
    print(json.dumps(said))  # noqa: T201 - it is read by who starts this


def _staff(clinic: Site, role: Staff.Role, login: str, now: datetime) -> Staff:
    """Somebody with a phone and, as a second path, a work e-mail."""
    staff = staffing.add_staff(clinic, role, login, None)
    give_device(staff, f"phone-of-{login}", now=now)
    paths.set_email(staff.account, f"{login}@clinic.example", now=now)
    return staff


def _token(staff: Staff, now: datetime) -> str:
    TOTP.activate(staff.account, generate_totp_secret())
    return sessions.start_session(staff.account, after_second_factor=True, now=now)


def _person(sam: Staff, now: datetime) -> tuple[Person, str]:
    signed_in = people.sign_up(people.Profile(tzid="UTC", country="US"), now=now)
    person = signed_in.person
    staffing.assign(person, sam, now=now)
    Consent.objects.bulk_create(
        Consent(person=person, site=sam.site, data_class=data_class, granted_at=now) for data_class in DataClass
    )
    return person, signed_in.token


def _answer(person: Person, check_in: CheckIn, at: datetime) -> datetime:
    given: dict[str, Any] = dict(URGENT_TODAY)
    responses.submit_response(person, check_in.pk, Given(given, is_final=True), now=at)
    return Alert.objects.get(person=person).due_at


if __name__ == "__main__":
    main(sys.argv[1], timedelta(seconds=float(sys.argv[2])) if sys.argv[2:] else None)
