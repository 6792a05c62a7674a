"""People in recovery: anonymous accounts, opened without a name and recovered with a code."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from backend.accounts import sessions
from backend.accounts.keys import store
from backend.accounts.models import Account, Kind, Person
from backend.api.problems import Problem
from backend.api.secrets import keyed_hash

# Crockford's base 32: no letters that are mistaken for others when a code is copied from paper. 26 characters are
# 130 bits; a recovery code should hold at least 128.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26
CODE_GROUP = 5


class RecoveryCodeUnknown(Problem):
    code, title, status = "recovery-code-unknown", "This code does not open an account.", 422


@dataclass(frozen=True)
class Profile:
    """What a person may tell about themselves; None leaves a field as it is."""

    handle: str | None = None
    locale: str | None = None
    tzid: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """A person with a fresh token and the recovery code, both shown once."""

    person: Person
    token: str
    recovery_code: str


@transaction.atomic
def sign_up(profile: Profile, *, now: datetime) -> SignedIn:
    """Open an account that knows nothing about its owner but what `profile` says."""
    account = Account(kind=Kind.PERSON)
    account.set_unusable_password()
    store.create_key(account.pk)
    account.handle = profile.handle
    account.save()
    code = new_code()
    person = Person(account=account, recovery_hash=code_hash(code))
    _apply(person, replace(profile, handle=None))
    person.save(force_insert=True)
    return SignedIn(person, _token(account, now), code)


@transaction.atomic
def recover(code: str, *, end_others: bool, now: datetime) -> SignedIn:
    """Open the account that a recovery code belongs to; the code ends and a new one takes its place.

    Raises RecoveryCodeUnknown.
    """
    person = Person.objects.select_for_update().filter(recovery_hash=code_hash(code)).first()
    if person is None or not person.account.is_active:
        raise RecoveryCodeUnknown
    if end_others:
        sessions.end_sessions(person.account, now=now)
    return SignedIn(person, _token(person.account, now), rotate_code(person))


def rotate_code(person: Person) -> str:
    """Make a new recovery code; the old one ends at once."""
    code = new_code()
    person.recovery_hash = code_hash(code)
    person.save(update_fields=["recovery_hash"])
    return code


@transaction.atomic
def change_profile(person: Person, profile: Profile) -> Person:
    _apply(person, profile)
    person.save(update_fields=["locale", "tzid", "country"])
    if profile.handle is not None:
        person.account.handle = profile.handle or None
        person.account.save(update_fields=["handle"])
    return person


def new_code() -> str:
    """Return a random code in groups of five, as it is shown and typed."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[i : i + CODE_GROUP] for i in range(0, CODE_LENGTH, CODE_GROUP))


def code_hash(code: str) -> bytes:
    """Hash what somebody typed: case, blanks, dashes and look-alike letters do not matter."""
    typed = code.upper().translate(str.maketrans("ILO", "110", " -"))
    return keyed_hash("code", typed.encode())


def _token(account: Account, now: datetime) -> str:
    return sessions.start_session(account, after_second_factor=False, now=now)


def _apply(person: Person, profile: Profile) -> None:
    person.locale = person.locale if profile.locale is None else profile.locale
    person.tzid = person.tzid if profile.tzid is None else profile.tzid
    person.country = person.country if profile.country is None else profile.country
