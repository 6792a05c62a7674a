"""The access log: written by the use case that reads, in the same transaction; read by the person."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from backend.accounts.models import AccessLog, Account, DataClass, Kind, Person

QUARTER_HOUR = timedelta(minutes=15)


def record_look(
    actor: Account, people: Iterable[Person], data_class: DataClass, *, purpose: str, now: datetime
) -> None:
    """Note that staff looked at these people's data. A person's own look leaves no row."""
    if actor.kind != Kind.STAFF:
        return
    started_at = now - timedelta(seconds=now.timestamp() % QUARTER_HOUR.total_seconds())
    rows = [
        AccessLog(
            staff_id=actor.pk,
            person=person,
            data_class=data_class,
            purpose=purpose,
            started_at=started_at.replace(microsecond=0),
        )
        for person in people
    ]
    _insert_or_count(rows)


def _insert_or_count(rows: list[AccessLog]) -> None:
    if not rows:
        return
    # bulk_create can overwrite a conflicting row's columns but not add to them.
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO accounts_accesslog (id, staff_id, person_id, data_class, purpose, started_at, looks)
            VALUES (%s, %s, %s, %s, %s, %s, 1)
            ON CONFLICT ON CONSTRAINT one_look_per_quarter_hour
            DO UPDATE SET looks = accounts_accesslog.looks + 1
            """,
            [(r.id, r.staff_id, r.person_id, r.data_class, r.purpose, r.started_at) for r in rows],
        )
