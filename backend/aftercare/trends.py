"""Scores over time: the points of each instrument and scale, with what has reliably changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.seeing import person_seen
from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.models import CheckIn, CheckInQuerySet, Response
from backend.aftercare.questionnaires.lookup import instruments_of
from backend.instruments.change import Change, change_of
from backend.instruments.definitions import Instrument, Scale

# Answers read of each instrument, so that the oldest point that is shown can be compared with the one before it.
READ = 200


@dataclass(frozen=True)
class Point:
    """One whole form, as it was last amended. `change` is against the last score before it, of the same version."""

    check_in_id: UUID
    answered_at: datetime
    version: int
    value: int | None
    band: str | None
    level: str
    change: Change | None


@dataclass(frozen=True)
class Trend:
    """`scale` and `instrument` as in the newest point; points come newest first."""

    instrument: Instrument
    scale: Scale
    points: tuple[Point, ...]


def trends_for(staff: Staff, person_id: UUID, *, limit: int, now: datetime) -> list[Trend]:
    """Return a person's trends, and note the look. Raises NotFound outside one's set."""
    person = person_seen(staff, person_id, DataClass.ANSWERS, purpose=Purpose.TRENDS, now=now)
    return _trends(CheckIn.objects.visible_to(staff.account, now).filter(person=person), limit=limit)


def trends_to_tell(staff: Staff, person: Person, *, limit: int, now: datetime) -> list[Trend]:
    """Return what a staff member may tell of a person's trends outside; whoever does so notes the look."""
    return _trends(CheckIn.objects.cared_for_by(staff.account, now).filter(person=person), limit=limit)


def trends_of(person: Person, *, limit: int) -> list[Trend]:
    return _trends(CheckIn.objects.filter(person=person), limit=limit)


def _trends(check_ins: CheckInQuerySet, *, limit: int) -> list[Trend]:
    answered = list(_last_answers(check_ins))
    instruments = instruments_of((each["code"], each["version"]) for each in answered)
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    last: dict[tuple[str, str], tuple[Instrument, Scale]] = {}
    for each in answered:
        instrument = instruments[each["code"], each["version"]]
        scores = {score["scale"]: score for score in each["scores"]}
        for scale in (scale for scale in instrument.scales if scale.name in scores):
            key = (instrument.code, scale.name)
            points[key].append(_point(each, scores[scale.name], instrument, scale, points[key]))
            last[key] = (instrument, scale)
    return [Trend(*last[key], tuple(reversed(points[key][-limit:]))) for key in sorted(points)]


def _last_answers(check_ins: CheckInQuerySet) -> Iterable[Mapping[str, Any]]:
    """Return whole forms in time, the oldest first, each as last amended: the newest READ of every instrument."""
    whole = Q(is_final=True, is_late=False)
    later = Q(received_at__gt=OuterRef("received_at")) | Q(received_at=OuterRef("received_at"), pk__gt=OuterRef("pk"))
    amended = Response.objects.filter(whole, later, check_in=OuterRef("check_in"))
    place = Window(RowNumber(), partition_by=F("check_in__instrument"), order_by=F("answered_at").desc())
    rows = Response.objects.filter(whole, ~Exists(amended), check_in__in=check_ins).annotate(place=place)
    named = {"code": F("check_in__instrument"), "version": F("check_in__version")}
    newest = rows.filter(place__lte=READ).order_by("answered_at", "pk")
    return cast(Iterable[Mapping[str, Any]], newest.values("check_in_id", "answered_at", "level", "scores", **named))


def _point(
    answered: Mapping[str, Any], score: Mapping[str, Any], instrument: Instrument, scale: Scale, before: Sequence[Point]
) -> Point:
    version = answered["version"]
    known = (each.value for each in reversed(before) if each.version == version and each.value is not None)
    return Point(
        check_in_id=answered["check_in_id"],
        answered_at=answered["answered_at"],
        version=version,
        value=score["value"],
        band=score["band"],
        level=answered["level"],
        change=change_of(instrument, scale, before=next(known, None), now=score["value"]),
    )
