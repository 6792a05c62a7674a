"""When things ring for somebody: planned, moved, paused, taken when due, shown ahead."""

from notifications.schedules.checking import check_timing
from notifications.schedules.due import Due, DueSchedule, first_opening, openings_of
from notifications.schedules.pausing import pause, resume, start_again, stop
from notifications.schedules.planning import (
    cancel,
    cancel_of_site,
    change,
    create,
    create_relative,
    delete,
    set_anchor,
)
from notifications.schedules.previewing import Upcoming, occurrence_id, preview, upcoming
from notifications.schedules.replanning import replan, replan_after_zone_data, start_afresh
from notifications.schedules.taking import take_due
from notifications.schedules.timing import Timing, timing_of
from notifications.schedules.zones import FLOATING, RuleNeverFires, UnknownZone, Zone, problem_of, zone_of

__all__ = [
    "FLOATING",
    "Due",
    "DueSchedule",
    "RuleNeverFires",
    "Timing",
    "UnknownZone",
    "Upcoming",
    "Zone",
    "cancel",
    "cancel_of_site",
    "change",
    "check_timing",
    "create",
    "create_relative",
    "delete",
    "first_opening",
    "occurrence_id",
    "openings_of",
    "pause",
    "preview",
    "problem_of",
    "replan",
    "replan_after_zone_data",
    "resume",
    "set_anchor",
    "start_afresh",
    "start_again",
    "stop",
    "take_due",
    "timing_of",
    "upcoming",
    "zone_of",
]
