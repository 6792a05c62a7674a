"""Saying that one would rather not answer. It rings no more, lowers nothing, and may be answered all the same."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.aftercare.facts import read_parts
from backend.aftercare.models import CheckIn
from backend.aftercare.opening import own_or_planned
from backend.aftercare.questionnaires.lookup import instrument_of
from backend.aftercare.responses import CheckInClosed
from backend.api.problems import NotFound
from backend.care_team.consequences import Consequences, shown_for
from backend.instruments.definitions import Rule
from backend.instruments.reading import Reading
from notifications import ledger

# Amendments of one form; nobody writes so many.
READ_AGAIN = 20


@dataclass(frozen=True)
class Declined:
    """`consequences` are what the answers that are known call for: those that led here, and what was begun."""

    check_in: CheckIn
    consequences: Consequences


@transaction.atomic
def decline(
    person: Person, check_in_id: UUID, *, declined_at: datetime, device_id: UUID | None = None, now: datetime
) -> Declined:
    """Record that the person declined; a second time changes nothing. Raises NotFound, CheckInClosed."""
    # One request of a person at a time, as for answers.
    take_turn(person)
    check_in = own_or_planned(person, check_in_id, now=now)
    if check_in is None:
        raise NotFound
    if check_in.state != CheckIn.State.DECLINED:
        _record(check_in, declined_at)
        ledger.end_as_acted(check_in.pk, acted_at=declined_at, acted_on=device_id, now=now)
    reading = Reading(scores=(), rules=(*_rules_of(check_in.prompted_by, person), *_rules_of(check_in, person)))
    return Declined(check_in, shown_for(person, reading, now=now))


def _record(check_in: CheckIn, declined_at: datetime) -> None:
    is_over = check_in.state in (CheckIn.State.ANSWERED, CheckIn.State.CANCELLED)
    if is_over or declined_at >= check_in.closes_at:
        raise CheckInClosed
    check_in.state, check_in.declined_at = CheckIn.State.DECLINED, declined_at
    check_in.save(update_fields=["state", "declined_at"])


def _rules_of(check_in: CheckIn | None, person: Person) -> tuple[Rule, ...]:
    """Return every rule that its answers fired, amended ones too: what was called for once is not taken back."""
    if check_in is None:
        return ()
    kept = check_in.responses.filter(is_late=False).order_by("-received_at")[:READ_AGAIN]
    instrument = instrument_of(check_in) if kept else None
    readings = [
        read_parts(instrument, answers, answers, person, at=response.answered_at)
        for response in kept
        if instrument is not None and (answers := response.answers) is not None
    ]
    return tuple(rule for reading in readings for rule in reading.rules)
