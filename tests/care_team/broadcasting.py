"""Writing to several people, filled with what a test does not care about."""

from backend.accounts import people, staffing
from backend.accounts.models import Consent, DataClass, Person, Staff
from backend.care_team.broadcasts import writing
from backend.care_team.broadcasts.writing import Draft, Plan
from backend.care_team.models import BroadcastRecipient
from tests.care_team.factories import MONDAY_TEN
from tests.times import utc

WORDS = "The group meets in the garden on Thursday."
BODY = {"words": WORDS, "send_at": "2026-11-23T18:00:00Z"}
DUE = utc("2026-11-23T18:00")


def follow(staff: Staff, handle: str, *, data_classes: tuple[DataClass, ...] = (DataClass.PLAN,)) -> Person:
    person = people.sign_up(people.Profile(handle=handle, country="US"), now=utc("2026-11-01T12:00")).person
    staffing.assign(person, staff, now=utc("2026-11-01T12:00"))
    Consent.objects.bulk_create(
        Consent(person=person, site=staff.site, data_class=each, granted_at=utc("2026-11-01T12:00"))
        for each in data_classes
    )
    return person


def write(staff, *, send_at=DUE, **plan):
    broadcast, _ = writing.send(staff, Draft(WORDS, Plan(send_at, **plan)), now=MONDAY_TEN)
    return broadcast


def states():
    return sorted(BroadcastRecipient.objects.values_list("state", flat=True))
