"""The help that somebody we know is shown: the lines of their country, and what their sites allow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.accounts.models import Assignment, Person
from backend.accounts.policies import policies_of
from backend.crisis.check import GENERAL_CARDS, NOBODY_WATCHES
from backend.crisis.country import country_of
from backend.crisis.help import help_for
from backend.crisis.verifying.reading import current_findings


def help_to(
    person: Person, cards: Sequence[str] = GENERAL_CARDS, *, watching: str = NOBODY_WATCHES, now: datetime
) -> dict[str, Any]:
    """Return the `help` object with these cards, in order. `watching` says in plain words who sees the answers.

    Where the person has chosen no country, it is that of their phone's settings.
    Overdose spotting lines are among it where a site that follows the person allows them (crisis_lines.json).
    """
    return help_for(
        country_of(person.country, locale=person.locale, tzid=person.tzid),
        cards=cards,
        watching=watching,
        today=now.date(),
        findings=current_findings(),
        allow_overdose_spotting=_allows_overdose_spotting(person, now),
    )


def _allows_overdose_spotting(person: Person, now: datetime) -> bool:
    following = Assignment.objects.active(now).filter(person=person).select_related("site")
    return any(policies_of(each.site).shows_overdose_spotting for each in following)
