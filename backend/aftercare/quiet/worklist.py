"""The worklist: one row for each person who waits for a human, the most urgent first.

A staff member's own people and those whom they cover for; to supervisors and on-call staff everybody at the site with
an open alert. What each row shows is asked of the guard class by class.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_followed_by
from backend.accounts.keys import store
from backend.accounts.models import DataClass, Person, Staff
from backend.accounts.policies import policies_of
from backend.aftercare.appointments.reading import next_appointments
from backend.aftercare.models import Appointment, WorklistLook
from backend.aftercare.quiet.followed import Seen, note_looks, quiet_of
from backend.aftercare.quiet.waiting import OpenAlert, Quiet, Waiting, waiting_of
from backend.care_team.models import Alert, AlertEvidence

# Turning a page or loading it again is the same look.
LOOK_LASTS = timedelta(minutes=15)


class News(StrEnum):
    """What can have changed about somebody since a staff member looked."""

    ALERT = "alert"
    ANSWER = "answer"
    MISS = "miss"
    CONTACT = "contact"
    APPOINTMENT = "appointment"


@dataclass(frozen=True)
class Worklist:
    """All who wait, in order, with what is known of each."""

    waiting: Sequence[Waiting]
    seen: dict[UUID, Seen]


@dataclass(frozen=True)
class Row:
    """A row as it is shown. `news` is what came since `since`, the last look before this one."""

    waiting: Waiting
    person: Person
    quiet_days: int | None
    owner: Staff | None
    claimed_by: Staff | None
    next_appointment: Appointment | None
    since: datetime | None
    news: tuple[News, ...]

    @property
    def alert(self) -> OpenAlert | None:
        return self.waiting.alert

    @property
    def quiet(self) -> Quiet:
        return self.waiting.quiet


def worklist_of(staff: Staff, *, now: datetime) -> Worklist:
    """Return who waits for this staff member, or for a colleague of theirs whom they answer for."""
    alerts = _open_alerts(staff, now)
    followed = people_followed_by(staff.account, now=now).values_list("pk", flat=True)
    seen = quiet_of(staff, alerts.keys() | set(followed), now=now)
    days = policies_of(staff.site).quiet_after_days
    found = [
        waiting_of(person_id, alerts.get(person_id), each.quiet, quiet_after_days=days, now=now)
        for person_id, each in seen.items()
        # Without an alert it is the plan that shows somebody.
        if person_id in alerts or DataClass.PLAN in each.classes
    ]
    return Worklist(sorted((each for each in found if each is not None), key=lambda each: each.key), seen)


@transaction.atomic
def show(
    staff: Staff, worklist: Worklist, waiting: Sequence[Waiting], *, since: datetime | None = None, now: datetime
) -> list[Row]:
    """Return these rows of a worklist with all that is shown, and note the look at each.

    Without `since`, what is new is what came since the look before this one.
    """
    people = Person.objects.select_related("account").in_bulk([each.person_id for each in waiting])
    colleagues = _colleagues(waiting)
    store.preload([*people, *(staff_id for staff_id in colleagues if staff_id)])
    _note(staff, worklist, waiting, people, now)
    planned = [pk for pk in people if DataClass.PLAN in worklist.seen[pk].classes]
    appointments = next_appointments(planned, staff.site_id, now=now)
    before = _looked_before(staff, now)
    return [
        Row(
            waiting=each,
            person=people[each.person_id],
            quiet_days=each.quiet.days(now),
            owner=colleagues[each.staff_ids[0]],
            claimed_by=colleagues[each.staff_ids[1]],
            next_appointment=appointments.get(each.person_id),
            since=since or before,
            news=_news(staff, each, appointments.get(each.person_id), since or before),
        )
        for each in waiting
    ]


def _open_alerts(staff: Staff, now: datetime) -> dict[UUID, OpenAlert]:
    evidence = AlertEvidence.objects.filter(alert=OuterRef("pk")).order_by("-added_at")
    last_evidence = Coalesce(Subquery(evidence.values("added_at")[:1]), "asked_at")
    alerts = Alert.objects.visible_to(staff.account, now).open()
    rows = alerts.annotate(changed_at=Greatest("asked_at", "acknowledged_at", last_evidence)).values(
        "person_id", *(field.name for field in fields(OpenAlert))
    )
    return {row.pop("person_id"): OpenAlert(**row) for row in rows}


def _colleagues(waiting: Collection[Waiting]) -> dict[UUID | None, Staff | None]:
    ids = {staff_id for each in waiting for staff_id in each.staff_ids if staff_id}
    return {None: None, **Staff.objects.select_related("account").in_bulk(ids)}


def _note(
    staff: Staff, worklist: Worklist, waiting: Collection[Waiting], people: dict[UUID, Person], now: datetime
) -> None:
    note_looks(staff, {person: worklist.seen[pk] for pk, person in people.items()}, purpose=Purpose.WORKLIST, now=now)
    alerted = [people[each.person_id] for each in waiting if each.alert]
    record_look(staff.account, alerted, DataClass.ALERTS, purpose=Purpose.WORKLIST, now=now)


def _looked_before(staff: Staff, now: datetime) -> datetime | None:
    """Note this look and return the one before it."""
    look = WorklistLook.objects.filter(staff=staff).first()
    if look is not None and now - look.looked_at < LOOK_LASTS:
        return look.before_at
    before = look.looked_at if look else None
    WorklistLook.objects.update_or_create(staff=staff, defaults={"looked_at": now, "before_at": before})
    return before


def _news(staff: Staff, waiting: Waiting, appointment: Appointment | None, since: datetime | None) -> tuple[News, ...]:
    """Tell what came since; what this staff member has logged themselves is no news to them."""
    if since is None:
        return ()
    alert, miss, contact = waiting.alert, waiting.quiet.last_miss, waiting.quiet.last_contact
    times = {
        News.ALERT: alert.changed_at if alert else None,
        News.ANSWER: waiting.quiet.last_answer_at,
        News.MISS: miss.at if miss else None,
        News.CONTACT: contact.logged_at if contact and contact.staff_id != staff.pk else None,
        News.APPOINTMENT: appointment.changed_at if appointment else None,
    }
    return tuple(news for news, at in times.items() if at is not None and at > since)
