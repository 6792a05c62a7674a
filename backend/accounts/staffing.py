"""Sites, their staff, and the organizers of meetings."""

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from backend.accounts.keys import store
from backend.accounts.models import Account, Assignment, Kind, Organizer, Person, Site, Staff, StaffSetup
from backend.accounts.people import code_hash, new_code
from backend.api.problems import Invalid, InvalidRequest, Problem

# Who can follow people: on-call staff answer for a whole site, a site admin sees nobody.
FOLLOWING_ROLES = (Staff.Role.COUNSELLOR, Staff.Role.SUPERVISOR)
SETUP_LIFETIME = timedelta(hours=72)


class InvitationExpired(Problem):
    code, title, status = "invitation-expired", "This invitation has been used or is too old.", 410


@transaction.atomic
def open_setup(site_name: str, tzid: str, *, now: datetime) -> str:
    """Return a one-time code for a supervisor of this site, which is made when there is none of that name."""
    code = new_code()
    site, _ = Site.objects.get_or_create(name=site_name, defaults={"tzid": tzid})
    StaffSetup.objects.create(
        code_hash=code_hash(code),
        site=site,
        role=Staff.Role.SUPERVISOR,
        expires_at=now + SETUP_LIFETIME,
    )
    return code


def setup_of(code: str, *, now: datetime) -> StaffSetup:
    """Raises InvitationExpired when the code is unknown, used or too old."""
    setup = StaffSetup.objects.filter(code_hash=code_hash(code), used_at=None, expires_at__gt=now).first()
    if setup is None:
        raise InvitationExpired
    return setup


@transaction.atomic
def complete_setup(code: str, login: str, password: str, *, now: datetime) -> Staff:
    """Turn a one-time code into a staff account. Raises InvitationExpired, InvalidRequest."""
    setup = setup_of(code, now=now)
    if not StaffSetup.objects.filter(pk=setup.pk, used_at=None).update(used_at=now):
        raise InvitationExpired
    return add_staff(setup.site, Staff.Role(setup.role), login, password)


@transaction.atomic
def add_staff(site: Site, role: Staff.Role, login: str, password: str | None) -> Staff:
    """Raises InvalidRequest for a login in use or a weak password. None: no sign-in by password."""
    account = _account_with_login(Kind.STAFF, login, password)
    return Staff.objects.create(account=account, site=site, role=role, tzid=site.tzid)


@transaction.atomic
def add_organizer(login: str, password: str | None) -> Organizer:
    return Organizer.objects.create(account=_account_with_login(Kind.ORGANIZER, login, password))


def assign(person: Person, staff: Staff, *, now: datetime) -> Assignment:
    """Let staff follow a person; nothing changes when they already do."""
    return Assignment.objects.get_or_create(
        person=person, staff=staff, ended_at=None, defaults={"site": staff.site, "started_at": now}
    )[0]


def _account_with_login(kind: Kind, login: str, password: str | None) -> Account:
    if Account.objects.filter(login=login).exists():
        raise InvalidRequest(Invalid("/login", "This login is taken."))
    account = Account(kind=kind, login=login)
    if password is None:
        account.set_unusable_password()
    else:
        _require_strong(password)
        account.set_password(password)
    store.create_key(account.pk)
    account.handle = login
    account.save()
    return account


def _require_strong(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        raise InvalidRequest(*(Invalid("/password", text) for text in error.messages)) from error
