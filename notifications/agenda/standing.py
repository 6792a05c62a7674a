"""What is open already and has not rung: put off, deferred, to be repeated; and what fell due a moment ago."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from notifications import ledger
from notifications.agenda.rings import Notice, Planned, rings_of
from notifications.kinds import Kind
from notifications.ledger import stages
from notifications.models import Channel, DeliveryLog, Notification, OpenDelivery, Outcome, Schedule
from notifications.schedules import timing
from notifications.wishes.ringing import Wishes

NEVER = datetime.min.replace(tzinfo=UTC)
# It was decided that it does not ring, or that it has.
SETTLED = (
    Outcome.SHOWN_LOCALLY,
    Outcome.WITHDRAWN,
    Outcome.CONSENT_WITHDRAWN,
    Outcome.IN_APP_ONLY,
    Outcome.QUIET_HOURS,
    Outcome.CAPPED,
    Outcome.BUNDLED,
    Outcome.PAUSED,
    Outcome.AWAY,
    Outcome.STOPPED,
)


def planned_of(account_id: UUID, wishes: Wishes, *, now: datetime, since: datetime) -> list[Planned]:
    """Return what is still to ring of notices that were opened; those due after `since` once more, if unseen."""
    notices = _current(account_id, now)
    rows = [row for row in ledger.open_rows(notices) if row.channel == Channel.PUSH and row.stage in stages.NOTICES]
    shown = {each.pk: _notice(each, wishes) for each in notices}
    planned = list(_open_stages(rows, shown))
    begun = {each.notice.id for each in planned if each.stage == stages.FIRST}
    lately = [
        Planned(shown[each.pk], stages.FIRST, each.deliver_at, is_retry=True)
        for each in notices
        if each.pk not in begun and each.seen_at is None
    ]
    lately = [each for each in lately if since < _rang_at(each, wishes) <= now]
    settled = _settled(lately)
    planned += [each for each in lately if each.notice.id not in settled]
    pauses = _pauses(notices)
    return [each for each in planned if not _is_paused(each, pauses, wishes, now)]


def _current(account_id: UUID, now: datetime) -> list[Notification]:
    stopped = Schedule.objects.filter(recipient_id=account_id, stopped_at__isnull=False)
    current = Notification.objects.filter(account_id=account_id, expires_at__gt=now, withdrawn_at=None, acted_at=None)
    return list(current.exclude(schedule_id__in=list(stopped.values_list("pk", flat=True))))


def _notice(notification: Notification, wishes: Wishes) -> Notice:
    return Notice(
        id=notification.pk,
        kind=Kind(notification.kind),
        at=notification.deliver_at,
        local=notification.deliver_at.astimezone(wishes.zone).replace(tzinfo=None),
        tzid=wishes.zone.key,
        expires_at=notification.expires_at,
        target=(notification.target_type, notification.target_id),
        guard=notification.guard,
    )


def _open_stages(rows: Sequence[OpenDelivery], shown: dict[UUID, Notice]) -> Iterator[Planned]:
    """Each stage once, however many phones it goes to: at the first of them."""
    seen = set()
    for row in rows:
        if (row.notification_id, row.stage) not in seen:
            seen.add((row.notification_id, row.stage))
            yield Planned(shown[row.notification_id], row.stage, row.deliver_at, is_retry=row.failures > 0)


def _rang_at(planned: Planned, wishes: Wishes) -> datetime:
    """When its first push was to ring; never, in the distant past."""
    return next((ring.at for ring in rings_of([planned], wishes)), NEVER)


def _pauses(notices: Sequence[Notification]) -> dict[UUID, Schedule]:
    """The schedules, by their notices, that are paused or will be or were."""
    paused = Schedule.objects.filter(paused_from__isnull=False)
    schedules = paused.in_bulk({each.schedule_id for each in notices if each.schedule_id is not None})
    return {each.pk: schedules[each.schedule_id] for each in notices if each.schedule_id in schedules}


def _is_paused(planned: Planned, pauses: dict[UUID, Schedule], wishes: Wishes, now: datetime) -> bool:
    """Delivery asks when it rings, which for what is late is not before now."""
    schedule = pauses.get(planned.notice.id)
    return schedule is not None and timing.is_paused(schedule, max(_rang_at(planned, wishes), now))


def _settled(planned: Sequence[Planned]) -> set[UUID]:
    rows = DeliveryLog.objects.filter(notification_id__in=[each.notice.id for each in planned], outcome__in=SETTLED)
    rows = rows.exclude(code=stages.SAME_NOTICE)
    return set(rows.values_list("notification_id", flat=True))
