"""The people a staff member follows: with their open alert, what each lets the site see, and how quiet they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import CONTACT_FIELDS, NEVER_TO_STAFF
from backend.accounts.models import Consent, DataClass, Person, Staff
from backend.aftercare.quiet.followed import note_looks, quiet_of
from backend.aftercare.quiet.waiting import Quiet
from backend.care_team import people
from backend.care_team.models import Alert

SHOWN_CLASSES = [each for each in DataClass if each not in NEVER_TO_STAFF]


@dataclass(frozen=True)
class Grant:
    """`until` is None for what is not granted, and for what is granted without end."""

    data_class: DataClass
    is_granted: bool
    until: datetime | None


@dataclass(frozen=True)
class FollowedPerson:
    person: Person
    alert: Alert | None
    consents: list[Grant]
    quiet: Quiet
    quiet_days: int | None


def person_followed_by(staff: Staff, person_id: UUID, *, now: datetime) -> FollowedPerson:
    """Raises NotFound for anybody outside one's set."""
    followed = people.person_followed_by(staff, person_id, now=now)
    return _with_facts(staff, [followed], now)[0]


def with_facts(staff: Staff, shown: Iterable[Person], *, now: datetime) -> list[FollowedPerson]:
    """Add what a list shows of each, and note the look at it."""
    return _with_facts(staff, people.with_alerts(staff, shown, now=now), now)


def grants_of(person_ids: Collection[UUID], site_id: UUID, *, now: datetime) -> dict[UUID, list[Grant]]:
    """Say class by class what each of these people lets a site see at this moment; one query."""
    active = Consent.objects.active(now).filter(person__in=person_ids, site=site_id)
    ends: dict[tuple[UUID, str], list[datetime | None]] = {}
    for person_id, data_class, expires_at in active.values_list("person_id", "data_class", "expires_at"):
        ends.setdefault((person_id, data_class), []).append(expires_at)
    return {person_id: [_grant(ends, person_id, each) for each in SHOWN_CLASSES] for person_id in person_ids}


def _with_facts(staff: Staff, followed: Collection[people.Followed], now: datetime) -> list[FollowedPerson]:
    ids = [each.person.pk for each in followed]
    grants = grants_of(ids, staff.site_id, now=now)
    seen = quiet_of(staff, ids, now=now)
    note_looks(staff, {each.person: seen[each.person.pk] for each in followed}, purpose=Purpose.PEOPLE, now=now)
    return [
        FollowedPerson(
            each.person,
            each.alert,
            grants[each.person.pk],
            seen[each.person.pk].quiet,
            seen[each.person.pk].quiet.days(now),
        )
        for each in followed
    ]


def _grant(ends: dict[tuple[UUID, str], list[datetime | None]], person_id: UUID, data_class: DataClass) -> Grant:
    """A grant of how to reach somebody is one for each way."""
    found = list(ends.get((person_id, data_class), []))
    if data_class in CONTACT_FIELDS:
        found += ends.get((person_id, DataClass.CONTACT), [])
    until = None if None in found else max((end for end in found if end is not None), default=None)
    return Grant(data_class, bool(found), until)
