"""When things repeat for somebody: planned, changed, paused, taken when due, shown ahead."""

from notifications.schedules.planning import (
    FLOATING,
    Due,
    RuleNeverFires,
    UnknownZone,
    Upcoming,
    Zone,
    cancel,
    change,
    create,
    occurrence_id,
    preview,
    problem_of,
    replan,
    take_due,
    upcoming,
    zone_of,
)

__all__ = [
    "FLOATING",
    "Due",
    "RuleNeverFires",
    "UnknownZone",
    "Upcoming",
    "Zone",
    "cancel",
    "change",
    "create",
    "occurrence_id",
    "preview",
    "problem_of",
    "replan",
    "take_due",
    "upcoming",
    "zone_of",
]
