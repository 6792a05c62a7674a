"""The seal: each minute, what was added to the audit becomes the next links of its person's chain.

What a chain shows by itself: that nobody changed, took out, put in or exchanged a row in its middle and left the links
as they were. What it cannot show: that its newest links are gone together with their rows, or that somebody who knows
this code computed all links anew from a changed row on. For that, somebody outside must keep what the heads were
(`manage.py audit --heads`, and later `--against` that file). The key store keeps nothing of it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from backend.accounts.audit import records
from backend.accounts.audit.chain import FIRST, FORM, Place, digest_of
from backend.accounts.audit.records import Row
from backend.accounts.models import ChainLink

# Of each kind of row, in one transaction.
BATCH = 500
# After so many the scan gives its process to the others; the next one goes on.
MOST_BATCHES = 20
# A number of our own among advisory locks: one sealer at a time, or two would take the same number.
LOCK = 0x5EA1

# The index over (person, number) is read from its end, once for each person: what was sealed before costs nothing.
HEADS = """
SELECT wanted.id, link.number, link.digest
FROM unnest(%s::uuid[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT number, digest FROM accounts_chainlink WHERE person_id = wanted.id ORDER BY number DESC LIMIT 1
) AS link
"""


def seal(*, now: datetime) -> int:
    """Seal what is whole; return how many rows were. Safe to run twice, at once, and to kill anywhere."""
    sealed = 0
    for _ in range(MOST_BATCHES):
        some = _seal_batch(now=now)
        sealed += some
        if not some:
            break
    return sealed


@transaction.atomic
def _seal_batch(*, now: datetime) -> int:
    if not _is_alone():
        return 0
    found = list(_take(now))
    links = _link(found, now=now)
    ChainLink.objects.bulk_create(links)
    for record_type in records.MODELS:
        ids = [link.record_id for link in links if link.record_type == record_type]
        if ids:
            records.MODELS[record_type]._base_manager.filter(pk__in=ids).update(sealed_at=now)
    return len(links)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _take(now: datetime) -> Iterable[tuple[str, Row]]:
    """Yield rows with their types, locked: a look that is counted at this moment is passed over."""
    for record_type in records.MODELS:
        rows = records.unsealed(record_type, now=now).select_for_update(no_key=True, skip_locked=True)
        yield from ((record_type, records.as_row(row)) for row in rows[:BATCH])


def _link(found: list[tuple[str, Row]], *, now: datetime) -> list[ChainLink]:
    """Append them in the order of their own times."""
    heads = _heads_of({row["person_id"] for _, row in found})
    links = []
    for record_type, row in sorted(found, key=_when):
        person_id = row["person_id"]
        number, before = heads.get(person_id, (0, FIRST))
        place = Place(person_id, number + 1, record_type, sealed_at=now)
        digest = digest_of(before, place, row)
        heads[person_id] = (place.number, digest)
        links.append(
            ChainLink(
                person_id=person_id,
                number=place.number,
                record_type=record_type,
                record_id=row["id"],
                form=FORM,
                digest=digest,
                sealed_at=now,
            )
        )
    return links


def _heads_of(person_ids: Collection[UUID]) -> dict[UUID, tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [list(person_ids)])
        return {person_id: (number, bytes(digest)) for person_id, number, digest in cursor.fetchall()}


def _when(found: tuple[str, Row]) -> tuple[datetime, str, UUID]:
    record_type, row = found
    return row[records.OWN_TIMES[records.MODELS[record_type]]], record_type, row["id"]
