"""Days of daily check-ins with sealed answers, craving ratings and, for the last days, notices: written by COPY."""

import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection

from backend.accounts.keys import store
from backend.accounts.sealed import SealedField
from backend.aftercare.models import CheckIn, Response
from tests.benchmarks.aftercare.population import INSTRUMENT, WINDOW, Clinic, Member
from tests.benchmarks.population import slices

ANSWERED = 0.95
# Out of a hundred: who has not been heard of for the last so many days.
SILENT, SILENT_DAYS = 0.05, 9
# Older notices play no part in what is measured, and would have been pruned after a year.
DAYS_WITH_NOTICES = 7
DAY = timedelta(days=1)
SEALED: SealedField = Response._meta.get_field("answers")

CHECK_INS = (
    "aftercare_checkin",
    "id person_id site_id schedule_id instrument version state opened_at closes_at miss miss_why",
)
RESPONSES = (
    "aftercare_response",
    "id check_in_id person_id answers is_final is_late level scores answered_at received_at",
)
RATINGS = ("coping_cravingrating", "id person_id value at source about_id recorded_at")
NOTICES = (
    "notification",
    "id account_id kind target_type target_id deliver_at expires_at seen_at schedule_id site_id",
)
LOG = (
    "delivery_log",
    "due_at delivery_id attempt notification_id channel kind stage at outcome code provider_name worker",
)
TABLES = (CHECK_INS, RESPONSES, RATINGS, NOTICES, LOG)


@dataclass(frozen=True)
class _Row:
    """What a sealed field asks of its instance."""

    pk: UUID
    person_id: UUID


@dataclass(frozen=True)
class Written:
    check_ins: int
    responses: int
    seconds: float


def write_days(clinic: Clinic, first: int, last: int, *, today: datetime, rng: random.Random) -> Written:
    """Write the check-ins of `first` to `last` days before the one that opens at `today`, for everybody."""
    began, answered = time.perf_counter(), 0
    for members in slices(clinic.members):
        with store.key_scope():
            store.preload(each.person_id for each in members)
            rows = list(_rows(clinic, members, range(first, last + 1), today, rng))
        answered += sum(row[RESPONSES[0]] is not None for row in rows)
        for name, columns in TABLES:
            copy(name, columns.split(), (row[name] for row in rows if row[name] is not None))
    days = last + 1 - first
    return Written(len(clinic.members) * days, answered, time.perf_counter() - began)


def open_today(clinic: Clinic, *, today: datetime, rng: random.Random) -> None:
    """Let everybody's check-in of today be open, with its notice."""
    rows = [_row(clinic, each, today, rng, answers=None, is_open=True) for each in clinic.members]
    for name, columns in (CHECK_INS, NOTICES, LOG):
        copy(name, columns.split(), (row[name] for row in rows if row[name] is not None))


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as into:
        for row in rows:
            into.write_row(row)


def _rows(
    clinic: Clinic, members: Iterable[Member], days: range, today: datetime, rng: random.Random
) -> Iterator[dict[str, Any]]:
    for member in members:
        # The same people are silent, whichever days are written first.
        is_silent = member.person_id.int % 100 < SILENT * 100
        for day in days:
            answers = _answers(rng) if rng.random() < ANSWERED and not (is_silent and day <= SILENT_DAYS) else None
            row = _row(clinic, member, today - day * DAY, rng, answers=answers)
            if day > DAYS_WITH_NOTICES:
                row |= {NOTICES[0]: None, LOG[0]: None}
            yield row


def _row(
    clinic: Clinic,
    member: Member,
    at: datetime,
    rng: random.Random,
    *,
    answers: dict[str, Any] | None,
    is_open: bool = False,
) -> dict[str, Any]:
    """One check-in with all that belongs to it, by table."""
    id_, person, site = _uuid(rng), member.person_id, clinic.site.pk
    state = CheckIn.State.OPEN if is_open else CheckIn.State.ANSWERED if answers else CheckIn.State.MISSED
    miss, why = _miss(member) if state == CheckIn.State.MISSED else (None, "")
    told_at = at + timedelta(minutes=rng.randrange(5, 300))
    return {
        CHECK_INS[0]: (
            id_, person, site, member.schedule_id, INSTRUMENT, 1, state, at, at + WINDOW, miss, why
        ),
        RESPONSES[0]: _response(id_, person, answers, told_at, rng) if answers else None,
        RATINGS[0]: (_uuid(rng), person, answers["craving"], told_at, INSTRUMENT, id_, told_at) if answers else None,
        NOTICES[0]: (
            id_, person, "check-in", "check-in", id_, at, at + WINDOW, told_at if answers else None,
            member.schedule_id, site,
        ),
        LOG[0]: (
            at, _uuid(rng), 1, id_, "push", "check-in", 0, at,
            "accepted" if member.has_phone else "no_device", "", "", "celery",
        ),
    }  # fmt: skip


def _response(
    check_in: UUID, person: UUID, answers: dict[str, Any], at: datetime, rng: random.Random
) -> tuple[Any, ...]:
    id_ = _uuid(rng)
    sealed = SEALED.seal(cast(Any, _Row(id_, person)), answers)
    level = "L2" if answers["redflags"] == ["self_harm"] else "L0"
    return (id_, check_in, person, sealed.content, True, False, level, json.dumps([]), at, at)


def _answers(rng: random.Random) -> dict[str, Any]:
    return {
        "mood": rng.randrange(5),
        "redflags": ["self_harm"] if rng.random() < 0.0005 else ["none"],
        "used": 0,
        "craving": rng.randrange(8),
        "sleep": rng.randrange(5),
    }


def _miss(member: Member) -> tuple[CheckIn.Miss, str]:
    if member.has_phone:
        return CheckIn.Miss.SENT_NOT_SEEN, "accepted"
    return CheckIn.Miss.UNREACHABLE, "no_device"


def _uuid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
