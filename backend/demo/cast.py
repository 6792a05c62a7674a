"""The people of the demo: dana and her counsellor, a supervisor, staff elsewhere, and an organizer."""

from dataclasses import dataclass
from datetime import datetime

from backend.accounts import people, staffing
from backend.accounts.models import (
    Account,
    Assignment,
    Consent,
    DataClass,
    Organizer,
    Person,
    Site,
    Staff,
)
from backend.care_team.safety_profile import QUESTIONS, set_profile


@dataclass(frozen=True)
class Cast:
    """`recovery_code` is dana's, known only when she has just been made."""

    person: Person
    staff: Staff
    supervisor: Staff
    other_staff: Staff
    organizer: Organizer
    recovery_code: str | None

    @property
    def is_new(self) -> bool:
        return self.recovery_code is not None


def find_or_make_cast(*, now: datetime) -> Cast:
    """Return everybody; whoever is missing is made."""
    harbour = Site.objects.get_or_create(name="Harbour Aftercare (demo)", defaults={"tzid": "America/New_York"})[0]
    hill = Site.objects.get_or_create(name="Hill Street Aftercare (demo)", defaults={"tzid": "Europe/Berlin"})[0]
    sam = _staff(harbour, Staff.Role.COUNSELLOR, "sam")
    dana, recovery_code = _person(sam, now=now)
    return Cast(
        person=dana,
        staff=sam,
        supervisor=_staff(harbour, Staff.Role.SUPERVISOR, "sue"),
        other_staff=_staff(hill, Staff.Role.COUNSELLOR, "theo"),
        organizer=_organizer("olive"),
        recovery_code=recovery_code,
    )


def _staff(site: Site, role: Staff.Role, login: str) -> Staff:
    return Staff.objects.filter(account__login=login).first() or staffing.add_staff(site, role, login, None)


def _organizer(login: str) -> Organizer:
    return Organizer.objects.filter(account__login=login).first() or staffing.add_organizer(login, None)


def _person(sam: Staff, *, now: datetime) -> tuple[Person, str | None]:
    followed = Assignment.objects.filter(staff=sam).order_by("started_at").select_related("person__account").first()
    if followed is not None:
        return followed.person, None
    profile = people.Profile(handle="dana", tzid="America/New_York", country="US")
    signed_in = people.sign_up(profile, now=now)
    staffing.assign(signed_in.person, sam, now=now)
    Consent.objects.bulk_create(
        Consent(person=signed_in.person, site=sam.site, data_class=data_class, granted_at=now)
        for data_class in DataClass
    )
    set_profile(signed_in.person, dict.fromkeys(QUESTIONS, "no"))
    return signed_in.person, signed_in.recovery_code


def accounts_of(cast: Cast) -> dict[str, Account]:
    """Accounts by their role in demo.json."""
    return {
        "person": cast.person.account,
        "staff": cast.staff.account,
        "supervisor": cast.supervisor.account,
        "other_staff": cast.other_staff.account,
        "organizer": cast.organizer.account,
    }
