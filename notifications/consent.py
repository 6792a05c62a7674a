"""Whether consent holds behind a notification: asked when it is opened, and again when it is sent."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from backend.accounts.guard import people_visible_to
from backend.accounts.models import Account, Consent, DataClass
from notifications.guards import Guard


def held(asked: Iterable[tuple[UUID, Guard]], *, now: datetime) -> set[tuple[UUID, Guard]]:
    """Return those pairs of recipient and guard that hold now.

    The person has an active consent to the site; a recipient who is somebody else may also see that person.
    """
    pairs = set(asked)
    consented = _consented({guard for _, guard in pairs}, now=now)
    holding = {pair for pair in pairs if pair[1] in consented}
    others = {pair for pair in holding if pair[0] != pair[1].person_id}
    return holding - (others - _permitted(others, now=now))


def _consented(guards: set[Guard], *, now: datetime) -> set[Guard]:
    if not guards:
        return set()
    rows = Consent.objects.active(now).filter(
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
