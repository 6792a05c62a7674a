"""Safety holds: after an answer of L2 or L3 people come before exercises."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.care_team.models import Alert, SafetyHold
from backend.instruments.levels import Level

# exercises.json, `global_rules`: for a person without staff the hold ends 24 hours after the last answer.
WITHOUT_STAFF = timedelta(hours=24)


@dataclass(frozen=True)
class Hold:
    """`only_contact`: nothing was said but a wish to be contacted, which filters no exercise."""

    level: Level
    since: datetime
    only_contact: bool


@transaction.atomic
def raise_hold(person: Person, level: Level, *, only_contact: bool, now: datetime) -> None:
    """Note an answer of L2 or L3. While a hold lasts its level only rises."""
    take_turn(person)
    before = hold_of(person, now=now) or Hold(level, now, only_contact)
    SafetyHold.objects.update_or_create(
        person=person,
        defaults={
            "level": max(before.level, level),
            "since": before.since,
            "last_answer_at": now,
            "only_contact": before.only_contact and only_contact,
        },
    )


def hold_of(person: Person, *, now: datetime) -> Hold | None:
    """Return the hold that lasts: until staff acknowledge; with no alert waiting, 24 hours from the last answer."""
    return holds_of([person.pk], now=now).get(person.pk)


def holds_of(person_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, Hold]:
    """Return the holds that last, as `hold_of` does, with two queries however many people they are asked for."""
    rows = SafetyHold.objects.in_bulk(set(person_ids))
    old = [each for each, row in rows.items() if row.last_answer_at + WITHOUT_STAFF <= now]
    over = set(old) - _waiting_for_staff(old)
    lasting = {person_id: row for person_id, row in rows.items() if person_id not in over}
    return {person_id: Hold(Level(row.level), row.since, row.only_contact) for person_id, row in lasting.items()}


def filtering_levels_of(person_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Level]:
    """Return the levels that filter exercises; L0 without a hold, or where nothing but contact was asked for."""
    holds = holds_of(person_ids, now=now)
    levels = {person_id: hold.level for person_id, hold in holds.items() if not hold.only_contact}
    return {each: levels.get(each, Level.L0) for each in person_ids}


def filtering_level_of(person: Person, *, now: datetime) -> Level:
    return filtering_levels_of([person.pk], now=now)[person.pk]


def release(person: Person, *, seen: Level) -> None:
    """Somebody has seen what was told up to this level: the hold ends, unless more was told or waits elsewhere."""
    if not _waiting_for_staff([person.pk]):
        SafetyHold.objects.filter(person=person, level__lte=seen).delete()


def _waiting_for_staff(person_ids: Collection[UUID]) -> set[UUID]:
    if not person_ids:
        return set()
    waiting = Alert.objects.waiting().filter(person__in=person_ids, level__gte=Level.L2)
    return set(waiting.values_list("person", flat=True))
