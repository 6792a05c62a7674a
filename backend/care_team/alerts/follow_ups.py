"""Check-ins that are owed to somebody after an outcome. This app plans them, aftercare opens them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from backend.accounts.models import Assignment, Consent, DataClass
from backend.accounts.policies import policies_of
from backend.care_team.models import Alert, FollowUp


@dataclass(frozen=True)
class Due:
    """`is_wanted`: the person still lets the site plan for them, somebody there follows them, and no alert is open."""

    follow_up: FollowUp
    is_wanted: bool


def plan(alert: Alert, *, now: datetime) -> None:
    """Plan what the site's policy says, counted from this outcome, in the place of what an earlier one had planned."""
    drop_pending(alert, now=now)
    FollowUp.objects.bulk_create(
        FollowUp(alert=alert, person_id=alert.person_id, site_id=alert.site_id, due_at=now + timedelta(hours=hours))
        for hours in policies_of(alert.site).follow_up_hours
    )


def drop_pending(alert: Alert, *, now: datetime) -> None:
    FollowUp.objects.filter(alert=alert, opened_at=None, dropped_at=None).update(dropped_at=now)


def take_due(*, now: datetime, limit: int) -> list[Due]:
    """Return what is due, locked for the caller's transaction."""
    # Two workers at once take different ones: what one has locked, the other passes over.
    locked = FollowUp.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    due = list(locked.order_by("due_at", "pk")[:limit])
    wanted = set(_wanted(now).filter(pk__in=[each.pk for each in due]).values_list("pk", flat=True))
    return [Due(each, is_wanted=each.pk in wanted) for each in due]


def settle(*, opened: Collection[FollowUp], dropped: Collection[FollowUp], now: datetime) -> None:
    """Note what became of those that were taken."""
    FollowUp.objects.filter(pk__in=[each.pk for each in opened]).update(opened_at=now)
    FollowUp.objects.filter(pk__in=[each.pk for each in dropped]).update(dropped_at=now)


def _wanted(now: datetime) -> QuerySet[FollowUp]:
    same = {"person": OuterRef("person"), "site": OuterRef("site")}
    return FollowUp.objects.filter(
        Exists(Consent.objects.active(now).filter(data_class=DataClass.PLAN, **same)),
        Exists(Assignment.objects.active(now).filter(**same)),
        ~Exists(Alert.objects.open().filter(**same)),
    )
