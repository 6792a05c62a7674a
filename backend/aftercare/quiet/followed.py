"""How quiet the people are whom a staff member follows, as far as each of them lets the site see it.

A handful of queries, however many people and however long their history.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_visible_to
from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.models import CheckIn, Contact
from backend.aftercare.pauses import paused
from backend.aftercare.quiet import signs
from backend.aftercare.quiet.waiting import LastContact, LastMiss, Quiet

# What the facts below are made of.
CLASSES = (DataClass.PLAN, DataClass.ANSWERS, DataClass.CRAVINGS)


@dataclass(frozen=True)
class Seen:
    """How quiet somebody is, and by which classes of data that is known."""

    quiet: Quiet
    classes: frozenset[DataClass]


def quiet_of(staff: Staff, person_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Seen]:
    """Return the facts about each of these people, all within assignment and consent."""
    visible = {each: _visible(staff, each, person_ids, now) for each in CLASSES}
    rows = _rows(staff, person_ids)
    misses = _misses([row["last_miss"] for row in rows.values()])
    contacts = _contacts([row["last_contact"] for row in rows.values()])
    away = paused(person_ids, staff.site_id, now)
    found = {}
    for person_id, row in rows.items():
        classes = frozenset(each for each in CLASSES if person_id in visible[each])
        known = row | {"miss": misses.get(row["last_miss"]), "contact": contacts.get(row["last_contact"])}
        found[person_id] = Seen(_quiet(known, classes, is_paused=person_id in away), classes)
    return found


def note_looks(staff: Staff, seen: Mapping[Person, Seen], *, purpose: Purpose, now: datetime) -> None:
    """Note that these facts were shown, for each class that they were made of."""
    for data_class in CLASSES:
        people = [person for person, each in seen.items() if data_class in each.classes]
        record_look(staff.account, people, data_class, purpose=purpose, now=now)


def _visible(staff: Staff, data_class: DataClass, person_ids: Collection[UUID], now: datetime) -> set[UUID]:
    people = people_visible_to(staff.account, data_class, now=now).filter(pk__in=person_ids)
    return set(people.values_list("pk", flat=True))


def _rows(staff: Staff, person_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    person, site = OuterRef("pk"), staff.site_id
    rows = Person.objects.filter(pk__in=person_ids).values(
        "pk",
        answered=signs.answered(person, site),
        rated=signs.rated(person),
        reached=signs.reached(person, site),
        reached_on_alert=signs.reached_on_alert(person, site),
        followed=signs.followed_since(person, site),
        last_miss=signs.last_miss(person, site),
        last_contact=signs.last_contact(person, site),
    )
    return {row["pk"]: dict(row) for row in rows}


def _misses(check_in_ids: Collection[UUID | None]) -> dict[UUID, LastMiss]:
    check_ins = CheckIn.objects.filter(pk__in=[each for each in check_in_ids if each])
    return {
        each.pk: LastMiss(each.pk, each.closes_at, each.miss or "", each.miss_why, each.state != CheckIn.State.MISSED)
        for each in check_ins
    }


def _contacts(contact_ids: Collection[UUID | None]) -> dict[UUID, LastContact]:
    contacts = Contact.objects.filter(pk__in=[each for each in contact_ids if each]).defer("note")
    return {
        each.pk: LastContact(each.occurred_at, each.how, each.outcome, each.staff_id, each.logged_at)
        for each in contacts
    }


def _quiet(row: Mapping[str, Any], classes: frozenset[DataClass], *, is_paused: bool) -> Quiet:
    """Leave out what no consent shows; without answers nothing can be said about silence."""
    plans, answers = DataClass.PLAN in classes, DataClass.ANSWERS in classes
    reached_at = _latest(row["reached"], row["reached_on_alert"]) if plans else None
    rated_at = row["rated"] if DataClass.CRAVINGS in classes else None
    return Quiet(
        last_answer_at=row["answered"] if answers else None,
        reached_at=reached_at,
        heard_at=_latest(row["answered"], rated_at, reached_at, row["followed"]) if answers else None,
        last_contact=row["contact"] if plans else None,
        last_miss=row["miss"] if plans else None,
        is_paused=is_paused and plans,
    )


def _latest(*instants: datetime | None) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)
