"""What a person is told about who watches, in plain words. Dates are those of the site."""

from collections.abc import Collection
from datetime import date

from backend.accounts.models import DataClass

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# By the first of these classes that ends: what the site does, and did.
DOES = {
    DataClass.ALERTS: ("watches", "watched"),
    DataClass.ANSWERS: ("reads your answers", "read your answers"),
    DataClass.PLAN: ("sees your plan", "saw your plan"),
}


def about_end(site: str, ending: Collection[DataClass], last_day: date, *, is_over: bool, today: date) -> str:
    """Say until when a site watches, or that it has ended."""
    does, did = next(words for data_class, words in DOES.items() if data_class in ending)
    day = f"{last_day.day} {MONTHS[last_day.month - 1]}"
    if last_day.year != today.year:
        day += f" {last_day.year}"
    if is_over:
        return f"{site} {did} until {day}. That has ended."
    return f"{site} {does} until {day}."


def about_revoking(site: str, stopping: int, *, leaves: bool, alert_open: bool) -> str:
    """Say what taking something back brings about, or all of it with leaving the site."""
    what = "anything of yours" if leaves else "this"
    match stopping:
        case 0:
            said = f"No one at {site} sees {what} now."
        case 1:
            said = f"One person at {site} will no longer see {what}."
        case _:
            said = f"{stopping} people at {site} will no longer see {what}."
    said += " It is done at once. What was seen before stays seen."
    if alert_open:
        said += f" An alert about you is open. {site} may not know how you are from now on. If you are in danger, call."
    return said
