"""What tests of this app say about alerts, with everything filled in that a test does not care about."""

import uuid
from datetime import datetime

from backend.accounts.models import Consent, Cover, DataClass, Person, Staff
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from tests.times import utc

MONDAY_TEN = utc("2026-11-23T15:00")  # 10:00 in New York


def open_alert(
    person: Person,
    level: Level = Level.L2,
    *,
    rules: tuple[str, ...] = ("daily-check-in:self-harm",),
    about: uuid.UUID | None = None,
    now: datetime = MONDAY_TEN,
) -> Alert:
    alert = alerts.open_or_raise(person, level, about=("check-in", about or uuid.uuid4()), rules=rules, now=now)
    assert alert is not None
    return alert


def rules_on_alerts() -> list[str]:
    """Return the rules of all evidence there is, in the order in which it came."""
    return [
        rule
        for alert in Alert.objects.all()
        for each in alert.evidence.order_by("added_at", "id")
        for rule in each.rules
    ]


def rung(alert: Alert, *, stage: int | None = None) -> list[str]:
    """Return the logins of whom it has reached, in order; of one stage only when that is given."""
    pages = alert.pages.order_by("paged_at", "stage", "staff__account__login")
    return [str(page.staff.account.login) for page in pages if stage in (None, page.stage)]


def revoke(person: Person, data_class: DataClass, *, at: datetime) -> None:
    Consent.objects.filter(person=person, data_class=data_class).update(revoked_at=at)


def away(absent: Staff, cover: Staff, starts_at: str, ends_at: str) -> Cover:
    return Cover.objects.create(
        site=absent.site,
        absent=absent,
        cover=cover,
        starts_at=utc(starts_at),
        ends_at=utc(ends_at),
        created_by=absent,
        created_at=utc(starts_at),
    )
