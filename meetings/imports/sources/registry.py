"""Sources that are imported by schedule. Only an operator at the command line names them: see docs/operations.md."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from meetings.imports.reading.download import is_address
from meetings.imports.reading.zones import is_zone
from meetings.models import ImportRun, ServiceBody, Source

# A root server of a region answers with megabytes, and its listing changes a few times a day.
LEAST_MINUTES = 5
MOST_MINUTES = 60 * 24 * 31
PAUSED = "paused by an operator"


class SourceRefusedError(Exception):
    """This cannot be registered, or is not there; the message says why."""


@dataclass(frozen=True)
class Wish:
    """How a source is to be imported from now on."""

    name: str
    address: str
    format: str
    every_minutes: int
    service_body_id: int | None = None
    tzid: str = ""


def register(wish: Wish, *, now: datetime) -> Source:
    """Add a source, or give a known one another address or schedule; its first turn is now."""
    _check(wish)
    source, _ = Source.objects.update_or_create(
        identity=wish.name,
        defaults={
            "address": wish.address,
            "format": wish.format,
            "every_minutes": wish.every_minutes,
            "service_body_id": wish.service_body_id,
            "tzid": wish.tzid,
            "next_run_at": now,
            "validators": {},
        },
    )
    return source


def pause(name: str, *, now: datetime) -> Source:
    return _update(name, held_at=now, hold_reason=PAUSED)


def resume(name: str, *, now: datetime) -> Source:
    """Let it take its next turn now, whatever held it."""
    return _update(name, held_at=None, hold_reason="", next_run_at=now, validators={})


def remove(name: str) -> Source:
    """Take it off the schedule. Its meetings stay, and so does the map of its ids: it may come back."""
    return _update(name, every_minutes=None, next_run_at=None)


def with_last_run() -> QuerySet[Source]:
    last = ImportRun.objects.filter(source=OuterRef("pk")).order_by("-pk")
    return Source.objects.annotate(
        last_outcome=Subquery(last.values("outcome")[:1]), last_run=Subquery(last.values("pk")[:1])
    ).order_by("identity")


def source_called(name: str) -> Source:
    source = Source.objects.filter(identity=name).first()
    if source is None:
        raise SourceRefusedError(f"There is no source called {name}.")
    return source


@transaction.atomic
def _update(name: str, **fields: object) -> Source:
    source = source_called(name)
    for field, value in fields.items():
        setattr(source, field, value)
    source.save(update_fields=list(fields))
    return source


def _check(wish: Wish) -> None:
    if not is_address(wish.address):
        raise SourceRefusedError("A schedule needs an http or https address.")
    if not LEAST_MINUTES <= wish.every_minutes <= MOST_MINUTES:
        raise SourceRefusedError(f"Choose {LEAST_MINUTES} to {MOST_MINUTES} minutes.")
    if wish.service_body_id and not ServiceBody.objects.filter(pk=wish.service_body_id).exists():
        raise SourceRefusedError("There is no service body with this id.")
    if wish.tzid and not is_zone(wish.tzid):
        raise SourceRefusedError(f"{wish.tzid} is not the name of an IANA zone.")
