"""Who watches ends: one neutral line on the lock screen, in its time and never in the night."""

from datetime import time

import pytest

from backend.accounts import staffing
from backend.accounts.models import Consent
from backend.care_team.ends import telling
from notifications.delivery import deliver_due
from notifications.models import NotificationWishes
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

SIGNED = utc("2026-11-02T12:00")


@pytest.fixture
def watched(unfollowed, sam):
    """Una, watched by Harbour Clinic until the end of 3 December."""
    staffing.assign(unfollowed, sam, now=SIGNED)
    Consent.objects.bulk_create(
        Consent(
            person=unfollowed,
            site=sam.site,
            data_class=each,
            granted_at=SIGNED,
            expires_at=utc("2026-12-04T05:00"),
        )
        for each in ("plan", "answers", "alerts")
    )
    give_device(unfollowed, "phone-of-una")
    return unfollowed


def _scan(*moments):
    for moment in moments:
        telling.tell_ends(now=utc(moment))
        deliver_due(now=utc(moment))


def test_it_rings_fourteen_days_before_and_on_the_day_and_names_nothing(watched, inbox):
    _scan("2026-11-19T14:59", "2026-11-19T15:00", "2026-11-19T15:05", "2026-12-03T14:59", "2026-12-03T15:03")

    assert [push.body for push in inbox.pushes] == ["You have a reminder."] * 2
    assert "harbour" not in str(inbox.journal()).lower()


def test_quiet_hours_put_it_off(watched, inbox):
    NotificationWishes.objects.create(account=watched.account, quiet_from=time(20), quiet_until=time(12))

    _scan("2026-11-19T15:00", "2026-11-19T16:59")
    assert inbox.pushes == []

    _scan("2026-11-19T17:00")
    assert len(inbox.pushes) == 1


def test_renewed_in_the_quiet_hours_it_does_not_ring(watched, sam, inbox):
    NotificationWishes.objects.create(account=watched.account, quiet_from=time(20), quiet_until=time(12))
    _scan("2026-11-19T15:00")
    Consent.objects.bulk_create(
        Consent(person=watched, site=sam.site, data_class=each, granted_at=utc("2026-11-19T16:00"))
        for each in ("plan", "answers", "alerts")
    )

    _scan("2026-11-19T16:05", "2026-11-19T17:00")

    assert inbox.pushes == []
