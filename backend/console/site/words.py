"""What a site has decided, in plain words: regime, hours, policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.accounts.models import Site
from backend.care_team.clocks import MIDNIGHT, Opening
from backend.console.rhythm import DAYS

Regime = Site.Regime
REGIME_WORDS = {
    Regime.PART2: "42 CFR Part 2 and HIPAA: a treatment programme in the United States",
    Regime.HIPAA: "HIPAA",
    Regime.CONSUMER: "FTC Health Breach Notification Rule and state consumer-health laws",
    Regime.GDPR: "GDPR",
}


@dataclass(frozen=True)
class PolicyWords:
    label: str
    unit: str
    help: str


# In the form too. What is no number has no unit.
POLICY_WORDS: Mapping[str, PolicyWords] = {
    "consent_months": PolicyWords(
        "How long a consent lasts", "months", "At most. A person may end it sooner, or agree for less."
    ),
    "check_in_months": PolicyWords(
        "How long answers are kept", "months", "Check-ins older than that are removed for good."
    ),
    "missed_in_a_row": PolicyWords(
        "Missed check-ins that open an alert", "in a row", "The alert is for the next working day."
    ),
    "missed_after_serious_days": PolicyWords(
        "Watched closely after a serious alert",
        "days",
        "A single missed check-in within that time opens an alert for the same day. It cannot be switched off.",
    ),
    "quiet_after_days": PolicyWords(
        "Quiet for how long", "days", "Who gave no sign of life for so long stands on the worklist."
    ),
    "follow_up_hours": PolicyWords(
        "Asked again after an alert", "hours", "Counted from its outcome. A check-in opens at each of these times."
    ),
    "help_answer_working_hours": PolicyWords(
        "When a wish for contact today is answered",
        "working hours",
        "What the app promises to a person who asks to be contacted today.",
    ),
    "shows_overdose_spotting": PolicyWords(
        "Overdose spotting lines",
        "",
        "Whether they stand among the help lines of the people you follow, in countries that have one. They never "
        "replace the emergency number.",
    ),
}


@dataclass(frozen=True)
class Decided:
    label: str
    value: str
    help: str


def decided(policies: Mapping[str, Any]) -> list[Decided]:
    """Say each policy that is in force."""
    return [
        Decided(words.label, f"{value_words(policies[name])} {words.unit}".strip(), words.help)
        for name, words in POLICY_WORDS.items()
    ]


def value_words(value: bool | int | Sequence[int]) -> str:
    """`12`, `24 and 168`, `shown` or `not shown`."""
    if isinstance(value, bool):
        return "shown" if value else "not shown"
    numbers = [str(value)] if isinstance(value, int) else [str(each) for each in value]
    return " and ".join(part for part in (", ".join(numbers[:-1]), numbers[-1]) if part)


def week_of(openings: Sequence[Opening]) -> list[tuple[str, str]]:
    """Say of each weekday when the site works: `09:00 to 12:00, 13:00 to 17:00`, or `closed`."""
    return [(day, ", ".join(_stretches(openings, number)) or "closed") for number, day in enumerate(DAYS, 1)]


def _stretches(openings: Sequence[Opening], iso_weekday: int) -> list[str]:
    found = sorted((each for each in openings if each.iso_weekday == iso_weekday), key=lambda each: each.opens)
    return [f"{each.opens:%H:%M} to {_closing(each)}" for each in found]


def _closing(opening: Opening) -> str:
    return "midnight" if opening.closes == MIDNIGHT else f"{opening.closes:%H:%M}"
