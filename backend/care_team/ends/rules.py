"""When watching ends because consents do, and when a person is told. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from backend.accounts.consents.ending import last_day
from backend.accounts.models import DataClass
from backend.recurrence import parse_zone, to_instant

# What makes somebody at a site watch.
WATCHING = (DataClass.PLAN, DataClass.ANSWERS, DataClass.ALERTS)
# A decent hour where the person is. Quiet hours of their own may put it off further.
AT = time(10)


class Stage(StrEnum):
    SOON = "soon"
    LAST_DAY = "last-day"


# Recovery reference, section 5: 14 days before, and on the day.
DAYS_BEFORE: Mapping[Stage, timedelta] = MappingProxyType(
    {Stage.SOON: timedelta(days=14), Stage.LAST_DAY: timedelta(0)}
)


@dataclass(frozen=True)
class Grant:
    """One consent of a person to one site; `expires_at` None is for good."""

    data_class: str
    granted_at: datetime
    expires_at: datetime | None
    is_revoked: bool = False


@dataclass(frozen=True)
class Ring:
    """The person is told at `at` that something ends on `day`, a date of the site."""

    day: date
    stage: Stage
    at: datetime


def ends_of(grants: Iterable[Grant]) -> dict[DataClass, Grant]:
    """Return, for each class that ends by itself, the grant by which it does: the last of those that renew it."""
    last: dict[DataClass, Grant] = {}
    for grant in grants:
        if grant.is_revoked:
            continue
        data_class = DataClass(grant.data_class)
        if data_class not in last or _end(grant) > _end(last[data_class]):
            last[data_class] = grant
    return {data_class: grant for data_class, grant in last.items() if grant.expires_at is not None}


def rings_of(grants: Iterable[Grant], *, site_tzid: str, person_tzid: str) -> set[Ring]:
    """Return when a person is told about these, once for each day on which something ends.

    Nobody is told that something ends in 14 days who agreed to it later than that.
    """
    return {
        ring
        for grant in grants
        if grant.expires_at is not None
        for ring in _rings(last_day(grant.expires_at, site_tzid), person_tzid)
        if ring.at >= grant.granted_at
    }


def _end(grant: Grant) -> float:
    return grant.expires_at.timestamp() if grant.expires_at else float("inf")


def _rings(day: date, tzid: str) -> list[Ring]:
    zone = parse_zone(tzid)
    return [
        Ring(day, stage, to_instant(datetime.combine(day - before, AT), zone)) for stage, before in DAYS_BEFORE.items()
    ]
