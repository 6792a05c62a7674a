"""A program: a clinic with sam, who has a phone, and people of his who are about to answer. Says who, as JSON."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from backend.accounts import people, staffing  # noqa: E402 - after django.setup()
from backend.accounts.keys.store import key_scope  # noqa: E402
from backend.accounts.models import Consent, DataClass, Site, Staff  # noqa: E402
from backend.aftercare import check_ins  # noqa: E402
from backend.aftercare.check_ins import Wish  # noqa: E402
from tests.notifications.factories import give_device  # noqa: E402


def main(count: int) -> None:
    now = datetime.now(UTC)
    clinic = Site.objects.create(name="Harbour Clinic", tzid="America/New_York")
    with key_scope():
        sam = staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "sam", None)
        give_device(sam, "phone-of-sam", now=now)
        print(json.dumps([_person(sam, now) for _ in range(count)]))  # noqa: T201 - it is read by who starts this


def _person(sam: Staff, now: datetime) -> dict[str, Any]:
    signed_in = people.sign_up(people.Profile(tzid="America/New_York", country="US"), now=now)
    person = signed_in.person
    staffing.assign(person, sam, now=now)
    Consent.objects.bulk_create(
        Consent(person=person, site=sam.site, data_class=data_class, granted_at=now) for data_class in DataClass
    )
    check_in = check_ins.open_now(person, Wish("daily-check-in"), now=now).check_in
    return {"token": signed_in.token, "check_in": str(check_in.pk)}


if __name__ == "__main__":
    main(int(sys.argv[1]))
