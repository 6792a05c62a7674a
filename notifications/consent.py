"""Whether consent holds behind a notification: asked when it is opened, and again when it is sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from backend.accounts.guard import people_visible_to
from backend.accounts.models import Account, Consent, DataClass
from notifications import arrays
from notifications.guards import Guard

# Consent.objects.active, each at an instant of its own, of people about whom anything may still be told.
CONSENTED_AT = """
SELECT u.number
FROM unnest(%s::uuid[], %s::uuid[], %s::varchar[], %s::timestamptz[])
    WITH ORDINALITY AS u (person_id, site_id, data_class, at, number)
WHERE EXISTS (
    SELECT FROM accounts_consent c
    WHERE c.person_id = u.person_id AND c.site_id = u.site_id AND c.data_class = u.data_class
      AND NOT EXISTS (SELECT FROM accounts_person p WHERE p.account_id = c.person_id AND p.silenced_at IS NOT NULL)
      AND c.granted_at <= u.at AND (c.expires_at IS NULL OR c.expires_at > u.at)
      AND (c.revoked_at IS NULL OR c.revoked_at > u.at))
"""


def held(asked: Iterable[tuple[UUID, Guard]], *, now: datetime) -> set[tuple[UUID, Guard]]:
    """Return those pairs of recipient and guard that hold now.

    The person has an active consent to the site; a recipient who is somebody else may also see that person. About
    somebody who is silenced nothing is told.
    """
    pairs = set(asked)
    consented = _consented({guard for _, guard in pairs}, now=now)
    holding = {pair for pair in pairs if pair[1] in consented}
    others = {pair for pair in holding if pair[0] != pair[1].person_id}
    return holding - (others - _permitted(others, now=now))


def held_at(asked: Iterable[tuple[UUID, Guard, datetime]]) -> set[tuple[UUID, Guard, datetime]]:
    """Return those that hold at their own instants; for people themselves, all in one question."""
    wanted = set(asked)
    own = [each for each in wanted if each[0] == each[1].person_id]
    holding = _own_held_at(own)
    others = wanted.difference(own)
    for instant in {each[2] for each in others}:
        pairs = held([(recipient, guard) for recipient, guard, at in others if at == instant], now=instant)
        holding |= {(recipient, guard, instant) for recipient, guard in pairs}
    return holding


def _own_held_at(asked: Sequence[tuple[UUID, Guard, datetime]]) -> set[tuple[UUID, Guard, datetime]]:
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            CONSENTED_AT,
            [
                arrays.uuids([guard.person_id for _, guard, _ in asked]),
                arrays.uuids([guard.site_id for _, guard, _ in asked]),
                arrays.texts([guard.data_class for _, guard, _ in asked]),
                arrays.times([at for *_, at in asked]),
            ],
        )
        return {asked[number - 1] for (number,) in cursor.fetchall()}


def _consented(guards: set[Guard], *, now: datetime) -> set[Guard]:
    if not guards:
        return set()
    rows = Consent.objects.active(now).filter(
        person__silenced_at=None,
        person_id__in={guard.person_id for guard in guards},
        site_id__in={guard.site_id for guard in guards},
        data_class__in={guard.data_class for guard in guards},
    )
    found = rows.values_list("person_id", "site_id", "data_class")
    return {Guard(person, site, DataClass(data_class)) for person, site, data_class in found}


def _permitted(pairs: set[tuple[UUID, Guard]], *, now: datetime) -> set[tuple[UUID, Guard]]:
    accounts = Account.objects.in_bulk({recipient for recipient, _ in pairs})
    permitted = set()
    for recipient, data_class in {(recipient, guard.data_class) for recipient, guard in pairs}:
        about = {p for p in pairs if p[0] == recipient and p[1].data_class == data_class}
        account = accounts.get(recipient)
        if account is not None:
            people = people_visible_to(account, data_class, now=now)
            visible = set(people.filter(pk__in={p[1].person_id for p in about}).values_list("pk", flat=True))
            permitted |= {p for p in about if p[1].person_id in visible}
    return permitted
