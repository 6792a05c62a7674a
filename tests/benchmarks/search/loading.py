"""Fill an empty database with the seeded world: rendered and numbered by the code that saves, written by COPY."""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from meetings.models import Format, FormatTranslation, MeetingFormat, ServiceBody
from meetings.search import vocabulary
from meetings.stored import following, saving
from meetings.stored.documents import Listing
from tests.benchmarks.search import world

BODIES = 160
FIRST_FORMAT = 100
# PostgreSQL sorts faster than it inserts: indexes that no constraint needs are made at the end.
LATER = """
    SELECT indexdef, indexname FROM pg_indexes
    WHERE tablename LIKE 'meetings\\_%%' AND indexname NOT IN (SELECT conname FROM pg_constraint)
    ORDER BY indexname"""


def load(seed: int, size: int) -> float:
    """Fill the database we are connected to; return the seconds it took."""
    began = time.monotonic()
    _make_structure()
    later = rows(LATER)
    for _, index in later:
        run(f'DROP INDEX "{index}"')
    _load_chunks(seed, size)
    run("SET maintenance_work_mem = '256MB'")
    for definition, _ in later:
        run(definition)
    run("VACUUM ANALYZE")
    return time.monotonic() - began


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Any] = cursor.fetchall()
        return found


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def close_connections() -> None:
    """Before a fork: children may not share them."""
    database: Any
    for database in connections.all():
        database.close()
        database.close_pool()


def _make_structure() -> None:
    ServiceBody.objects.bulk_create(ServiceBody(id=1 + n, name=f"Area {n}") for n in range(BODIES))
    numbers = range(FIRST_FORMAT, FIRST_FORMAT + world.FORMATS)
    Format.objects.bulk_create(Format(id=number) for number in numbers)
    FormatTranslation.objects.bulk_create(
        FormatTranslation(format_id=number, language="en", key=f"K{number}", name=f"Format number {number}")
        for number in numbers
    )


def _load_chunks(seed: int, size: int) -> None:
    close_connections()
    with get_context("fork").Pool(os.cpu_count()) as pool:
        pool.map(partial(_load_chunk, seed, size), world.chunks(size), chunksize=1)


def _load_chunk(seed: int, size: int, chunk: int) -> None:
    now = datetime.now(UTC)
    bodies = {body.pk: body for body in ServiceBody.objects.order_by("pk")}
    formats = {each.pk: each for each in Format.objects.prefetch_related("translations").filter(pk__gte=FIRST_FORMAT)}
    made = world.make(seed, chunk, size, bodies=list(bodies), formats=list(formats))
    for meeting in made.meetings:
        meeting.service_body = bodies[meeting.service_body_id or 0]
    listings = [
        Listing(meeting, [formats[pk] for pk in ids])
        for meeting, ids in zip(made.meetings, made.format_ids, strict=True)
    ]
    with transaction.atomic():
        _copy(made.places)
        saving.prepare(listings, now=now)
        _copy(made.meetings)
        _copy([MeetingFormat(meeting=each.meeting, format=one) for each in listings for one in each.formats])
        vocabulary.learn(meeting.search_text for meeting in made.meetings)
        _copy([one for meeting in made.meetings for one in following.occurrences_of(meeting, now=now)])
        _copy([following.projection_of(listing, now=now) for listing in listings])


def _copy(made: Sequence[models.Model]) -> None:
    """Insert rows as they are. A key that is not set is left to the database."""
    fields = [
        each
        for each in made[0]._meta.concrete_fields
        if not each.generated and (not each.primary_key or made[0].pk is not None)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'COPY "{made[0]._meta.db_table}" ({columns}) FROM STDIN'
    # Looked up once: the proxies cost more than the values.
    database = connections[DEFAULT_DB_ALIAS]
    values = [(field.attname, partial(field.get_db_prep_save, connection=database)) for field in fields]
    with database.cursor() as cursor, cursor.cursor.copy(sql) as copy:
        for each in made:
            copy.write_row([prepared(getattr(each, name)) for name, prepared in values])
