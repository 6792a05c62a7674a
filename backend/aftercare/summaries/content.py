"""What stands in a summary: of each class what its staff member may see, and no more."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.care_plans.writing import site_plan
from backend.aftercare.trends import Trend, trends_to_tell
from backend.care_team.models import Alert

# Of each scale the newest.
POINTS = 12
MOST_ALERTS = 50

Part = dict[str, Any] | list[dict[str, Any]]


def content_of(staff: Staff, person: Person, data_classes: Collection[DataClass], *, now: datetime) -> dict[str, Part]:
    """Return JSON by class of data."""
    return {data_class.value: PARTS[data_class](staff, person, now) for data_class in data_classes}


def in_words(content: Mapping[str, Part]) -> str:
    """Say in one line what is in it, for the record: never what it says."""
    counts = {DataClass.ANSWERS: "scales", DataClass.ALERTS: "alerts"}
    parts = [
        f"{name} ({len(part)} {counts[DataClass(name)]})" if isinstance(part, list) else name
        for name, part in content.items()
    ]
    return ", ".join(parts)


def _plan(staff: Staff, person: Person, _now: datetime) -> Part:
    return {"handle": person.account.handle, **site_plan(person, staff.site).contents}


def _scores(staff: Staff, person: Person, now: datetime) -> Part:
    return [_trend(trend) for trend in trends_to_tell(staff, person, limit=POINTS, now=now)]


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "instrument": trend.instrument.title,
        "scale": trend.scale.name,
        "minimum": trend.scale.minimum,
        "maximum": trend.scale.maximum,
        "higher_is": trend.scale.higher_is,
        "points": [
            {
                "answered_at": point.answered_at.isoformat(),
                "value": point.value,
                "band": point.band,
                "change": point.change and point.change.value,
            }
            for point in trend.points
        ],
    }


def _alerts(staff: Staff, person: Person, now: datetime) -> Part:
    alerts = Alert.objects.visible_to(staff.account, now).filter(person=person).order_by("-opened_at", "id")
    return [
        {
            "level": alert.level,
            "state": alert.state,
            "opened_at": alert.opened_at.isoformat(),
            "closed_at": alert.closed_at and alert.closed_at.isoformat(),
            "outcome": alert.outcome,
        }
        for alert in alerts[:MOST_ALERTS]
    ]


PARTS: Mapping[DataClass, Callable[[Staff, Person, datetime], Part]] = {
    DataClass.PLAN: _plan,
    DataClass.ANSWERS: _scores,
    DataClass.ALERTS: _alerts,
}
