""" "Stop these": what falls due still stands in the app, and rings no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Account
from backend.api.problems import NotFound, Problem
from notifications import ledger, schedules
from notifications.kinds import Category, policy_of
from notifications.models import Notification, Outcome, Preference
from notifications.notices.ahead import notices_of


class SafetyCannotBeStopped(Problem):
    code, title, status = "safety-cannot-be-stopped", "This kind of notice must ring.", 409


@dataclass(frozen=True)
class Stopped:
    """What rings no more: the schedule behind the notice, or where there is none all of its category."""

    scope: Literal["schedule", "category"]
    category: Category


@transaction.atomic
def stop(account: Account, notification_id: UUID, *, now: datetime) -> Stopped:
    """Ring no more for things like this one. A second time changes nothing. Raises NotFound, SafetyCannotBeStopped."""
    notice = _find(account, notification_id, now)
    category = policy_of(notice.kind).category
    if category == Category.SAFETY:
        raise SafetyCannotBeStopped
    if notice.schedule_id is None:
        _keep_in_app(account, category)
        _silence([notice], now)
        return Stopped("category", category)
    schedules.stop(notice.schedule_id, now=now)
    _silence(_occurrences(account, notice.schedule_id, now), now)
    return Stopped("schedule", category)


@transaction.atomic
def resume(account: Account, notification_id: UUID, *, now: datetime) -> None:
    """Ring again for things like this one, from the next one on. Raises NotFound."""
    notice = _find(account, notification_id, now)
    if notice.schedule_id is None:
        in_app = Preference.objects.filter(account=account, way=Preference.Way.IN_APP)
        in_app.filter(category=policy_of(notice.kind).category).delete()
    else:
        schedules.start_again(notice.schedule_id)


def _find(account: Account, notification_id: UUID, now: datetime) -> Notification:
    notice = notices_of(account.pk, [notification_id], now=now).get(notification_id)
    if notice is None:
        raise NotFound
    return notice


def _keep_in_app(account: Account, category: Category) -> None:
    Preference.objects.update_or_create(account=account, category=category, defaults={"way": Preference.Way.IN_APP})


def _occurrences(account: Account, schedule_id: UUID, now: datetime) -> list[Notification]:
    return list(Notification.objects.filter(account=account, schedule_id=schedule_id, expires_at__gt=now))


def _silence(notices: Sequence[Notification], now: datetime) -> None:
    ledger.close_rows(ledger.open_rows(notices), outcome=Outcome.STOPPED, code="", now=now)
