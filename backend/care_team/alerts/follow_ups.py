"""Check-ins that are owed to somebody after an outcome. This app plans them, aftercare opens them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from backend.accounts.policies import policies_of
from backend.care_team.models import Alert, FollowUp


def plan(alert: Alert, *, now: datetime) -> None:
    """Plan what the site's policy says, counted from this outcome, in the place of what an earlier one had planned."""
    drop_pending(alert, now=now)
    FollowUp.objects.bulk_create(
        FollowUp(alert=alert, person_id=alert.person_id, site_id=alert.site_id, due_at=now + timedelta(hours=hours))
        for hours in policies_of(alert.site).follow_up_hours
    )


def drop_pending(alert: Alert, *, now: datetime) -> None:
    FollowUp.objects.filter(alert=alert, opened_at=None, dropped_at=None).update(dropped_at=now)


def take_due(*, now: datetime, limit: int) -> list[FollowUp]:
    """Return what is due, locked for the caller's transaction; `has_open_alert` says that people are at it already."""
    open_alerts = Alert.objects.open().filter(person=OuterRef("person"), site=OuterRef("site"))
    due = (
        FollowUp.objects.due(now)
        .annotate(has_open_alert=Exists(open_alerts))
        # Two workers at once take different ones: what one has locked, the other passes over.
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_at", "pk")
    )
    return list(due[:limit])


def settle(*, opened: Collection[FollowUp], dropped: Collection[FollowUp], now: datetime) -> None:
    """Note what became of those that were taken."""
    FollowUp.objects.filter(pk__in=[each.pk for each in opened]).update(opened_at=now)
    FollowUp.objects.filter(pk__in=[each.pk for each in dropped]).update(dropped_at=now)
