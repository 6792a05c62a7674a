"""What erasing oneself would mean, said before it is done. Nothing here delays it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backend.accounts.models import Person
from backend.care_team import holds
from backend.care_team.help import help_to
from backend.care_team.knowing import Knower, who_knows
from backend.care_team.models import Alert
from backend.rights.retention import Survivor, retention

# The key store's backups are kept that long: docs/operations.md asks operators for it.
BACKUPS = "after 7 days no backup of any age can be read"
AT_ONCE = (
    "Your check-ins, cravings, counters, plans and phones are deleted at once. So is the key to all that was locked "
    f"for you: {BACKUPS}. No one can undo it."
)
UNANSWERED = "Somebody was told that you may be in danger. If you go on, they stop knowing, and nobody follows it up."


@dataclass(frozen=True)
class Kept:
    """What outlives the erasure; `until` is the last day at the latest, None for good."""

    what: str
    why: str
    until: date | None


@dataclass(frozen=True)
class Foretold:
    """`help` comes first for somebody who may be in danger."""

    stops_knowing: Sequence[Knower]
    help: dict[str, Any] | None
    kept: Sequence[Kept]
    text: str
    backups: str = BACKUPS


def foretell(person: Person, *, now: datetime) -> Foretold:
    knowers = who_knows(person, now=now)
    is_waiting = Alert.objects.open().filter(person=person).exists()
    may_be_in_danger = is_waiting or holds.hold_of(person, now=now) is not None
    return Foretold(
        stops_knowing=knowers,
        help=help_to(person, now=now) if may_be_in_danger else None,
        kept=[_kept(each, now) for each in retention().survivors if each.is_kept_of(person)],
        text=" ".join(_sentences(knowers, is_waiting=is_waiting)),
    )


def _kept(survivor: Survivor, now: datetime) -> Kept:
    # Counted from today: what is still going on ends with the erasure.
    until = (now + survivor.rule.keeps).date() if survivor.rule else None
    return Kept(survivor.what, survivor.why, until)


def _sentences(knowers: Sequence[Knower], *, is_waiting: bool) -> list[str]:
    sites = list(dict.fromkeys(knower.site for knower in knowers))
    return [
        *([UNANSWERED] if is_waiting else []),
        AT_ONCE,
        *([f"At {' and '.join(sites)} nobody sees anything of you from then on."] if sites else []),
    ]
