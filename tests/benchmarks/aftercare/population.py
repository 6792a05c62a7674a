"""A site with its staff and the people they follow: real rows, sealed under real keys, written in bulk."""

import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from backend.accounts import staffing
from backend.accounts.keys import store
from backend.accounts.keys.models import DataKey
from backend.accounts.models import Account, Assignment, Consent, DataClass, Kind, Person, Session, Site, Staff
from backend.aftercare.models import Appointment, CheckInSchedule, Contact
from backend.api.secrets import keyed_hash
from notifications.kinds import Kind as NoticeKind
from notifications.models import Device, PushAddress, Schedule
from tests.benchmarks.population import slices

TZID = "America/New_York"
INSTRUMENT = "daily-check-in"
WINDOW = timedelta(hours=12)


@dataclass(frozen=True)
class Member:
    """A person with the schedule of their daily check-in."""

    person_id: UUID
    schedule_id: UUID
    has_phone: bool


@dataclass(frozen=True)
class Clinic:
    """`staff` are the counsellors, then one supervisor."""

    site: Site
    staff: Sequence[Staff]
    members: Sequence[Member]

    @property
    def supervisor(self) -> Staff:
        return self.staff[-1]


def make_clinic(people: int, staff: int, *, since: datetime, now: datetime, rng: random.Random) -> Clinic:
    """Make a site with counsellors and a supervisor; the people are dealt out evenly to the counsellors."""
    site = Site.objects.create(name="Bench Clinic", tzid=TZID)
    counsellors = [
        staffing.add_staff(site, Staff.Role.COUNSELLOR, f"counsellor-{number}", None) for number in range(staff - 1)
    ]
    supervisor = staffing.add_staff(site, Staff.Role.SUPERVISOR, "supervisor", None)
    members: list[Member] = []
    for numbers in slices(range(people)):
        with store.key_scope():
            members += _make_some(numbers, counsellors, since=since, now=now, rng=rng)
    return Clinic(site, [*counsellors, supervisor], members)


def _make_some(
    numbers: Sequence[int], counsellors: Sequence[Staff], *, since: datetime, now: datetime, rng: random.Random
) -> list[Member]:
    accounts = [Account(kind=Kind.PERSON, password="!", handle=f"person-{number}") for number in numbers]
    DataKey.objects.bulk_create(
        DataKey(account_id=each.pk, wrapped=store._wrap(secrets.token_bytes(32), each.pk)) for each in accounts
    )
    store.preload(each.pk for each in accounts)
    Account.objects.bulk_create(accounts)
    people = Person.objects.bulk_create(
        Person(account=each, tzid=TZID, country="US", recovery_hash=each.pk.bytes) for each in accounts
    )
    followers = [counsellors[number % len(counsellors)] for number in numbers]
    _let_follow(people, followers, since=since)
    schedules = _plan(people, followers, since=since, now=now)
    with_phones = {each.pk for each in _give_phones(accounts, now=now, rng=rng)}
    _meet(people, followers, now=now, rng=rng)
    return [Member(p.pk, s.pk, p.pk in with_phones) for p, s in zip(people, schedules, strict=True)]


def _let_follow(people: Sequence[Person], followers: Sequence[Staff], *, since: datetime) -> None:
    pairs = list(zip(people, followers, strict=True))
    Assignment.objects.bulk_create(
        Assignment(person=person, staff=staff, site=staff.site, started_at=since) for person, staff in pairs
    )
    Consent.objects.bulk_create(
        Consent(person=person, site=staff.site, data_class=data_class, granted_at=since)
        for person, staff in pairs
        for data_class in DataClass
    )


def _plan(people: Sequence[Person], followers: Sequence[Staff], *, since: datetime, now: datetime) -> list[Schedule]:
    """A check-in each day at nine. What is due next lies ahead: scans of the bench open nothing."""
    first = datetime.combine(since.date(), time(9))
    schedules = Schedule.objects.bulk_create(
        Schedule(
            id=uuid4(),
            recipient_id=person.pk,
            kind=NoticeKind.CHECK_IN,
            dtstart=first,
            rrule="FREQ=DAILY",
            window=WINDOW,
            remind_again_after=[timedelta(hours=2)],
            planned_tzid=TZID,
            next_at=now + timedelta(days=1),
            next_due_at=now + timedelta(days=1),
            next_local=first,
            guard_site_id=staff.site_id,
            guard_data_class=DataClass.PLAN,
            created_at=since,
        )
        for person, staff in zip(people, followers, strict=True)
    )
    CheckInSchedule.objects.bulk_create(
        CheckInSchedule(
            schedule=schedule,
            person=person,
            site=staff.site,
            instrument=INSTRUMENT,
            created_by=staff,
            created_at=since,
        )
        for schedule, person, staff in zip(schedules, people, followers, strict=True)
    )
    return schedules


def _give_phones(accounts: Iterable[Account], *, now: datetime, rng: random.Random) -> list[Account]:
    """Give nine of ten a phone; return them."""
    owners = [account for account in accounts if rng.random() < 0.9]
    sessions = Session.objects.bulk_create(
        Session(digest=each.pk.hex * 4, token_key=each.pk.hex[:15], user=each, last_seen_on=now.date())
        for each in owners
    )
    devices = Device.objects.bulk_create(
        Device(
            account=account,
            session=session,
            installation_id=str(account.pk),
            platform="android",
            locale="en",
            tzid=TZID,
            app_version="1.0",
            notifications=Device.Permission.ALLOWED,
            refreshed_at=now,
        )
        for account, session in zip(owners, sessions, strict=True)
    )
    PushAddress.objects.bulk_create(
        PushAddress(
            device=device,
            kind="token",
            value=device.pk.hex,
            value_hash=keyed_hash("push-address", device.pk.bytes),
            refreshed_at=now,
        )
        for device in devices
    )
    return owners


def _meet(people: Sequence[Person], followers: Sequence[Staff], *, now: datetime, rng: random.Random) -> None:
    """A call in the last month, and an appointment in the next two weeks."""
    pairs = list(zip(people, followers, strict=True))
    called_at = {person.pk: now - timedelta(days=rng.randrange(1, 30)) for person in people}
    Contact.objects.bulk_create(
        Contact(
            person=person,
            site=staff.site,
            staff=staff,
            how=Contact.How.PHONE,
            outcome=Contact.Outcome.MESSAGE_LEFT,
            note="Left a message.",
            occurred_at=called_at[person.pk],
            logged_at=called_at[person.pk],
        )
        for person, staff in pairs
    )
    Appointment.objects.bulk_create(_appointment(person, staff, now, rng) for person, staff in pairs)


def _appointment(person: Person, staff: Staff, now: datetime, rng: random.Random) -> Appointment:
    at = now + timedelta(days=rng.randrange(1, 14))
    return Appointment(
        person=person,
        site=staff.site,
        created_by=staff,
        local=at.replace(tzinfo=None),
        tzid="UTC",
        starts_at=at,
        duration_minutes=45,
        kind=Appointment.Kind.IN_PERSON,
        words={"place": "Room 3", "note": ""},
        created_at=now,
        changed_at=now,
    )
