"""The scans of this app: scheduled check-ins open on time, and close when nobody answered."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.aftercare.models import CheckIn, CheckInSchedule
from backend.aftercare.questionnaires.lookup import versions_of
from backend.aftercare.quiet import missed
from notifications import ledger, schedules
from notifications.kinds import Kind
from notifications.models import Outcome
from notifications.notices.ahead import as_due
from notifications.schedules import Upcoming, first_opening
from notifications.workers import for_a_turn

BATCH = 500
# How many coming occurrences of a schedule somebody may answer ahead of the scan: beyond what an agenda shows.
AHEAD = 20


def open_check_ins(*, now: datetime) -> int:
    """Open what is due and tell the phones, until nothing is or the turn is over; return how many were taken."""
    return for_a_turn(lambda: _open_batch(now=now))


def close_missed(*, now: datetime) -> int:
    """Mark open check-ins whose window has ended as missed, and tell who has to know. Return how many."""
    return for_a_turn(lambda: missed.close_batch(now=now))


def own_or_planned(person: Person, check_in_id: UUID, *, now: datetime) -> CheckIn | None:
    """Return a person's own check-in, locked; one that a schedule plans and no scan has reached is opened."""
    own = CheckIn.objects.select_for_update().filter(person=person, pk=check_in_id).first()
    return own or open_planned(person, check_in_id, now=now)


def open_planned(person: Person, occurrence_id: UUID, *, now: datetime) -> CheckIn | None:
    """Open a scheduled check-in that the scan has not reached: its phone rang by itself."""
    planned = CheckInSchedule.objects.consented(now).filter(person=person, schedule__next_at__isnull=False)
    for schedule in planned.select_related("schedule"):
        due = next((each for each in _ahead(schedule) if each.occurrence_id == occurrence_id), None)
        if due is not None:
            version = versions_of([schedule.instrument])[schedule.instrument]
            unsaved = _check_in(schedule, occurrence_id, version, opened_at=due.at, closes_at=due.closes_at)
            # Answered here, it rings on no phone that knows it from the agenda.
            notice = first_opening(as_due(schedule.schedule, due))
            ledger.put_in_inbox([notice])
            ledger.settle_ahead([notice], outcome=Outcome.WITHDRAWN, code="answered")
            # The scan may be writing the same row at this moment.
            return CheckIn.objects.get_or_create(pk=occurrence_id, defaults=_fields(unsaved))[0]
    return None


@transaction.atomic
def _open_batch(*, now: datetime) -> int:
    taken = schedules.take_due([Kind.CHECK_IN], now=now, limit=BATCH)
    due = taken.due
    planned = CheckInSchedule.objects.consented(now).in_bulk([each.schedule.pk for each in due])
    wanted = [(each, planned[each.schedule.pk]) for each in due if each.schedule.pk in planned]
    versions = versions_of(schedule.instrument for _, schedule in wanted)
    CheckIn.objects.bulk_create(
        [
            _check_in(
                schedule,
                each.occurrence_id,
                versions[schedule.instrument],
                opened_at=each.at,
                closes_at=each.closes_at,
            )
            for each, schedule in wanted
        ],
        ignore_conflicts=True,
    )
    # One that was answered before the scan came does not ring any more.
    ids = [each.occurrence_id for each, _ in wanted]
    still_open = set(CheckIn.objects.filter(pk__in=ids, state=CheckIn.State.OPEN).values_list("pk", flat=True))
    ringing = [each for each, _ in wanted if each.occurrence_id in still_open]
    ledger.open_deliveries([opening for each in ringing for opening in schedules.openings_of(each)])
    refused = [first_opening(each) for each in due if each.schedule.pk not in planned]
    ledger.leave_out(refused, Outcome.CONSENT_WITHDRAWN)
    return taken.count


def _ahead(schedule: CheckInSchedule) -> list[Upcoming]:
    planned_at = schedule.schedule.next_at
    assert planned_at is not None  # noqa: S101 - selected so
    # `after` is exclusive.
    return schedules.upcoming(schedule.schedule, after=planned_at - timedelta(microseconds=1), limit=AHEAD)


def _check_in(
    schedule: CheckInSchedule, id_: UUID, version: int, *, opened_at: datetime, closes_at: datetime
) -> CheckIn:
    return CheckIn(
        pk=id_,
        person_id=schedule.person_id,
        site_id=schedule.site_id,
        schedule=schedule,
        instrument=schedule.instrument,
        version=version,
        opened_at=opened_at,
        closes_at=closes_at,
    )


def _fields(check_in: CheckIn) -> dict[str, object]:
    return {field.attname: getattr(check_in, field.attname) for field in CheckIn._meta.concrete_fields}
