"""The rows of answers: parts of a form, the whole form in their place, amendments beside it, late evidence."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.aftercare.models import CheckIn, Response
from backend.aftercare.questionnaires.lookup import instrument_of
from backend.api.device_clock import corrected
from backend.care_team.consequences import level_for_readers
from backend.instruments.answers import are_readable, merge, valid_part
from backend.instruments.definitions import Instrument
from backend.instruments.reading import Reading


@dataclass(frozen=True)
class InstrumentRef:
    code: str
    version: int | None = None


@dataclass(frozen=True)
class Given:
    """Answers as a phone sent them, with its own clock. `id` names a final answer, so that a repeat is known.

    `device_id` is the phone: the others are asked to take their notice away.
    """

    answers: Mapping[str, Any]
    is_final: bool
    answered_at: datetime | None = None
    sent_at: datetime | None = None
    instrument: InstrumentRef | None = None
    id: UUID | None = None
    device_id: UUID | None = None


@dataclass(frozen=True)
class Form:
    """Answers ready to be read: `part` is what can be read of what was sent, `merged` with the parts before it."""

    check_in: CheckIn
    instrument: Instrument
    part: Mapping[str, Any]
    merged: Mapping[str, Any]
    is_all_read: bool
    is_final: bool
    answered_at: datetime
    # Of a final answer alone: all parts are one row, which bears no id of the phone's.
    id: UUID | None
    device_id: UUID | None


def form_of(check_in: CheckIn, given: Given, *, now: datetime) -> Form:
    instrument = instrument_of(check_in)
    part = valid_part(instrument, given.answers)
    return Form(
        check_in=check_in,
        instrument=instrument,
        part=part,
        merged=part if given.is_final else _merged(check_in, given.answers, part),
        is_all_read=are_readable(instrument, given.answers),
        is_final=given.is_final,
        answered_at=corrected(given.answered_at, given.sent_at, now=now),
        id=given.id if given.is_final else None,
        device_id=given.device_id,
    )


def is_same(form: Form, stored: Response) -> bool:
    """Whether this form was stored before."""
    return form.is_final and stored.check_in_id == form.check_in.pk and stored.answers == dict(form.merged)


def keep_part(form: Form, reading: Reading, *, now: datetime) -> Response:
    """Keep what was answered so far, in one row; the check-in stays as it is."""
    unfinished = _unfinished(form.check_in)
    if unfinished is None:
        return _create(form, reading, now=now)
    unfinished.answers = dict(form.merged)
    unfinished.level, unfinished.scores = level_for_readers(reading), scores_of(reading)
    unfinished.answered_at, unfinished.received_at = form.answered_at, now
    unfinished.save(update_fields=["answers", "level", "scores", "answered_at", "received_at"])
    return unfinished


def keep_whole(form: Form, reading: Reading, *, now: datetime) -> Response:
    """Keep a whole form in the place of its parts; a second one amends the first and stands beside it."""
    form.check_in.responses.filter(is_final=False, is_late=False).delete()
    first = form.check_in.responses.filter(is_final=True, is_late=False, amends=None).first()
    response = _create(form, reading, amends=first, now=now)
    form.check_in.state = CheckIn.State.ANSWERED
    form.check_in.save(update_fields=["state"])
    return response


def keep_late(form: Form, reading: Reading, *, now: datetime) -> Response:
    """Keep answers that came after the window as evidence; the check-in stays as it is."""
    return _create(form, reading, is_late=True, now=now)


def scores_of(reading: Reading) -> list[dict[str, Any]]:
    return [{"scale": score.scale, "value": score.value, "band": score.band} for score in reading.scores]


def _merged(check_in: CheckIn, sent: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a part over what is stored; null removes, and what cannot be read leaves what is there."""
    unfinished = _unfinished(check_in)
    removed = {item: None for item, value in sent.items() if value is None}
    return merge((unfinished.answers if unfinished else None) or {}, removed | dict(part))


def _unfinished(check_in: CheckIn) -> Response | None:
    return check_in.responses.filter(is_final=False, is_late=False).first()


def _create(
    form: Form, reading: Reading, *, is_late: bool = False, amends: Response | None = None, now: datetime
) -> Response:
    return Response.objects.create(
        pk=form.id or uuid.uuid4(),
        check_in=form.check_in,
        person_id=form.check_in.person_id,
        answers=dict(form.merged),
        is_final=form.is_final,
        is_late=is_late,
        amends=amends,
        level=level_for_readers(reading),
        scores=scores_of(reading),
        answered_at=form.answered_at,
        received_at=now,
    )
