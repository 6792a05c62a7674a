"""Answers to a check-in: read at once, kept, and followed by what they call for, in one transaction.

A refusal is a value, because it must be rendered after the transaction was kept: what was refused has been read
all the same, and its alert stands.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.accounts.turns import take_turn
from backend.aftercare import forms
from backend.aftercare.facts import read_parts
from backend.aftercare.forms import Form, Given, InstrumentRef
from backend.aftercare.models import CheckIn, Response
from backend.aftercare.opening import own_or_planned
from backend.aftercare.questionnaires.lookup import instrument_of, readable_by, versions_of
from backend.aftercare.questionnaires.offers import offer_for
from backend.api.client_ids import claim
from backend.api.problems import IdTaken, Invalid, NotFound, Problem, RequestInProgress
from backend.care_team.consequences import Consequences, follow, shown_for
from backend.care_team.danger import barring_facts
from backend.care_team.safety_profile import add_facts
from backend.coping.cravings import ratings
from backend.crisis.check import UnknownAnswer
from backend.instruments.answers import are_readable, check_answers, craving_rating, valid_part
from backend.instruments.definitions import Instrument
from backend.instruments.reading import Reading, next_instrument, offered_instruments
from notifications import ledger

# How long an instrument stays open that answers called for.
PROMPTED_FOR = timedelta(hours=24)
# States of one that was asked: what was answered or declined is not asked again by the same form.
ASKED = (CheckIn.State.OPEN, CheckIn.State.ANSWERED, CheckIn.State.DECLINED)


class CheckInClosed(Problem):
    code, title, status = "check-in-closed", "This check-in is closed.", 410


class OtherInstrument(Problem):
    code, title, status = "other-instrument", "These answers do not go with this form.", 422


@dataclass(frozen=True)
class Submitted:
    """`next` is open already, `offers` are codes that the person may begin or leave.

    `is_new` is True for the first whole form; parts, amendments and repeats are not new.
    """

    response: Response
    consequences: Consequences
    next: CheckIn | None
    offers: Sequence[str]
    is_new: bool


@dataclass(frozen=True)
class Refused:
    problem: Problem


@transaction.atomic
def submit_response(person: Person, check_in_id: UUID, given: Given, *, now: datetime) -> Submitted | Refused:
    """Take answers, whole or in part, and follow what they call for."""
    # One request of a person at a time: parts merge, and an alert opens once.
    take_turn(person)
    check_in = own_or_planned(person, check_in_id, now=now)
    if check_in is None:
        return Refused(refuse(person, check_in_id, given.instrument, given.answers, NotFound(), now=now))
    if _is_for_another(given, check_in):
        return Refused(refuse(person, check_in_id, given.instrument, given.answers, OtherInstrument(), now=now))
    return _take(person, check_in, given, now=now)


@transaction.atomic
def refuse(
    person: Person,
    check_in_id: UUID,
    named: InstrumentRef | None,
    answers: object,
    problem: Problem,
    *,
    now: datetime,
) -> Problem:
    """Read what can be read of a request that is refused; return the problem with the help it calls for.

    Nothing of the answers is kept; an alert names the rules that fired.
    """
    check_in = CheckIn.objects.filter(person=person, pk=check_in_id).first()
    instrument = _to_read_by(person, named, check_in, now=now)
    if instrument is None or not isinstance(answers, Mapping):
        return problem
    # Somebody else's check-in must not be named in an alert about this person.
    about = ("check-in", check_in.pk) if check_in else ("refused-answers", uuid.uuid5(person.pk, str(check_in_id)))
    part = valid_part(instrument, answers)
    reading = read_parts(instrument, part, part, person, at=now)
    if isinstance(problem, RequestInProgress):
        # The first sending is followed at this moment and holds the person's row: no help waits for that.
        consequences = shown_for(person, reading, now=now)
    else:
        consequences = _follow(person, instrument, part, reading, about=about, now=now)
    return _with_help(problem, consequences, is_all_read=are_readable(instrument, answers))


def _follow(
    person: Person,
    instrument: Instrument,
    answers: Mapping[str, Any],
    reading: Reading,
    *,
    about: tuple[str, UUID],
    now: datetime,
) -> Consequences:
    """Follow what answers call for, and let what they tell of a person bar exercises until they say otherwise."""
    consequences = follow(person, reading, about=about, now=now)
    facts = barring_facts(instrument.code, answers, reading.cards)
    if facts:
        add_facts(person, facts)
    return consequences


def _follow_form(person: Person, form: Form, reading: Reading, *, now: datetime) -> Consequences:
    return _follow(person, form.instrument, form.merged, reading, about=("check-in", form.check_in.pk), now=now)


def _to_read_by(
    person: Person, named: InstrumentRef | None, check_in: CheckIn | None, *, now: datetime
) -> Instrument | None:
    """Return what the answers name, else what the check-in asks."""
    found = readable_by(person, (named.code, named.version), now=now) if named else None
    return found or (instrument_of(check_in) if check_in else None)


def _is_for_another(given: Given, check_in: CheckIn) -> bool:
    named = given.instrument
    if named is None:
        return False
    return named.code != check_in.instrument or named.version not in (None, check_in.version)


def _take(person: Person, check_in: CheckIn, given: Given, *, now: datetime) -> Submitted | Refused:
    form = forms.form_of(check_in, given, now=now)
    stored = Response.objects.filter(pk=form.id).first() if form.id else None
    if stored is not None:
        return _repeat(person, stored, form, now=now)
    if check_in.state == CheckIn.State.CANCELLED or form.answered_at >= check_in.closes_at:
        forms.keep_late(form, _record_and_read(person, form, now=now), now=now)
        return _refuse_form(person, form, CheckInClosed(), now=now)
    invalid = check_answers(form.instrument, given.answers)
    if invalid:
        errors = (Invalid(each.pointer, each.detail) for each in invalid)
        return _refuse_form(person, form, UnknownAnswer(*errors), now=now)
    return _take_in_time(person, form, now=now)


def _repeat(person: Person, stored: Response, form: Form, *, now: datetime) -> Submitted | Refused:
    """Answer a request whose id is in use: the same again gets the same, anything else is refused.

    What was followed once is not followed again: staff may have dealt with it since.
    """
    if not forms.is_same(form, stored):
        return _refuse_form(person, form, IdTaken(), now=now)
    reading = _read(person, replace(form, answered_at=stored.answered_at))
    consequences = shown_for(person, reading, now=now)
    if stored.is_late:
        return Refused(CheckInClosed(help=consequences.help))
    return _answer(person, stored, form, reading, consequences, is_new=False, now=now)


def _refuse_form(person: Person, form: Form, problem: Problem, *, now: datetime) -> Refused:
    consequences = _follow_form(person, form, _read(person, form), now=now)
    return Refused(_with_help(problem, consequences, is_all_read=form.is_all_read))


def _with_help(problem: Problem, consequences: Consequences, *, is_all_read: bool) -> Problem:
    # What could not be read may have called for help: without a word of it here, the general help comes.
    if consequences.help is not None or is_all_read:
        problem.extensions["help"] = consequences.help
    return problem


def _take_in_time(person: Person, form: Form, *, now: datetime) -> Submitted | Refused:
    try:
        _claim_id(person, form)
    except IdTaken as taken:
        return _refuse_form(person, form, taken, now=now)
    reading = _record_and_read(person, form, now=now)
    if not form.is_final:
        part = forms.keep_part(form, reading, now=now)
        return _submitted(person, part, form, reading, is_new=False, now=now)
    whole = forms.keep_whole(form, reading, now=now)
    ledger.end_as_acted(form.check_in.pk, acted_at=form.answered_at, acted_on=form.device_id, now=now)
    return _submitted(person, whole, form, reading, is_new=whole.amends_id is None, now=now)


def _claim_id(person: Person, form: Form) -> None:
    if form.id is not None:
        body = {"check_in": str(form.check_in.pk), "answers": dict(form.merged)}
        claim(form.id, account_id=person.pk, kind="response", body=body, among=Response)


def _submitted(
    person: Person, response: Response, form: Form, reading: Reading, *, is_new: bool, now: datetime
) -> Submitted:
    consequences = _follow_form(person, form, reading, now=now)
    return _answer(person, response, form, reading, consequences, is_new=is_new, now=now)


def _answer(
    person: Person,
    response: Response,
    form: Form,
    reading: Reading,
    consequences: Consequences,
    *,
    is_new: bool,
    now: datetime,
) -> Submitted:
    codes = offered_instruments(reading)
    return Submitted(
        response=response,
        consequences=consequences,
        next=_ask_next(form.check_in, reading, now=now),
        offers=offer_for(person, now=now).among(codes) if codes else (),
        is_new=is_new,
    )


def _record_and_read(person: Person, form: Form, *, now: datetime) -> Reading:
    """Record the craving rating that the answers bring, then read them: rules about ratings see this one too."""
    rating = craving_rating(form.instrument, form.merged)
    if rating is not None:
        source, about = form.instrument.code, form.check_in.pk
        ratings.record_rating(person, rating, at=form.answered_at, source=source, now=now, about=about)
    return _read(person, form)


def _read(person: Person, form: Form) -> Reading:
    return read_parts(form.instrument, form.part, form.merged, person, at=form.answered_at)


def _ask_next(check_in: CheckIn, reading: Reading, *, now: datetime) -> CheckIn | None:
    """Open the instrument that the answers call for, once: parts and repeats of a form call for it again."""
    code = next_instrument(reading)
    if code is None:
        return None
    prompted = check_in.prompted.filter(instrument=code, state__in=ASKED)
    asked = prompted.exclude(state=CheckIn.State.OPEN, closes_at__lte=now).first()
    if asked is not None:
        return asked if asked.state == CheckIn.State.OPEN else None
    version = versions_of([code]).get(code)
    if version is None:
        return None
    return CheckIn.objects.create(
        person_id=check_in.person_id,
        site_id=check_in.site_id,
        prompted_by=check_in,
        instrument=code,
        version=version,
        opened_at=now,
        closes_at=now + PROMPTED_FOR,
    )
