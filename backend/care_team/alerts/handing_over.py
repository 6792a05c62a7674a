"""An open alert passes to another owner, who is rung: it never waits with somebody who is gone."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from backend.accounts.models import DataClass, Person, Site, Staff
from backend.care_team.alerts import paging, story
from backend.care_team.alerts.story import What
from backend.care_team.models import Alert
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Guard

HANDED_OVER = "handed-over"


def open_alert_of(person: Person, site: Site) -> Alert | None:
    """Return the alert that is open about somebody at a site, locked."""
    return Alert.objects.open().filter(person=person, site=site).select_for_update().first()


def hand_over(alert: Alert, to: Staff, *, gone: Collection[UUID], now: datetime) -> None:
    """Give an open alert to another owner for good. Those who are `gone` are not rung any more, and hold no claim."""
    take_off_phones(alert, gone, now=now)
    if alert.claimed_by_id in gone:
        alert.claimed_by = None
        alert.save(update_fields=["claimed_by"])
    if alert.owner_id != to.pk:
        alert.owner, alert.stands_in_for = to, None
        alert.save(update_fields=["owner", "stands_in_for"])
        tell_owner(alert, now=now)


def take_off_phones(alert: Alert, gone: Collection[UUID], *, now: datetime) -> None:
    for page_id in alert.pages.filter(staff__in=gone).values_list("pk", flat=True):
        ledger.withdraw(page_id, reason=HANDED_OVER, now=now)


def tell_owner(alert: Alert, *, now: datetime) -> None:
    """Tell whose it has become: somebody who has just got it must not find it by chance."""
    story.note(alert, What.HANDED_OVER, staff=alert.owner, now=now)
    if alert.state == Alert.State.OPEN:
        paging.ring_only(alert, alert.owner, now=now)
    else:
        _tell_that_it_waits(alert, now=now)


def _tell_that_it_waits(alert: Alert, *, now: datetime) -> None:
    """Somebody has seen it, so its clock stands still; what is left is its outcome."""
    about = ("alert", alert.pk)
    ledger.open_delivery(
        alert.owner_id,
        Kind.FOLLOW_UP,
        notification_id=ledger.notification_id(about, alert.owner_id),
        about=about,
        deliver_at=now,
        expires_at=now + policy_of(Kind.FOLLOW_UP).lifetime,
        guard=Guard(alert.person_id, alert.site_id, DataClass.ALERTS),
    )
