"""Which of our rows an upstream id means: kept where it is free here, and never given to another."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from django.db import connection, models

from meetings.models import Source, SourceRow

# From here on ids are ours (migration 0001), so that a feed and an organizer never take the same one.
OUR_IDS_FROM = 10_000_000
# What says a number below that, in the one way it is written: 7 and 007 are two names.
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


class UpstreamIds:
    """The map of one source and one kind of row, in memory for the duration of an import."""

    def __init__(self, source: Source, kind: SourceRow.Kind, model: type[models.Model]) -> None:
        self._source = source
        self._kind = kind
        self._model = model
        rows = SourceRow.objects.filter(source=source, kind=kind)
        self._rows = {row.upstream_id: row for row in rows}

    def known(self) -> dict[str, int]:
        """Return upstream id -> our id of everything that ever came from this source."""
        return {upstream_id: row.our_id for upstream_id, row in self._rows.items()}

    def says_the_same(self, upstream_id: str, content_hash: bytes) -> bool:
        row = self._rows.get(upstream_id)
        return row is not None and bytes(row.content_hash) == content_hash

    def assign(self, upstream_ids: Iterable[str], fixed: Mapping[str, int] | None = None) -> dict[str, int]:
        """Return our id for each, making new ones where needed. `fixed` are ids that are decided already."""
        ours = self.known()
        new = [upstream_id for upstream_id in upstream_ids if upstream_id not in ours]
        ours |= {key: value for key, value in (fixed or {}).items() if key in new}
        kept = self._free([upstream_id for upstream_id in new if upstream_id not in ours])
        ours |= kept
        rest = [upstream_id for upstream_id in new if upstream_id not in ours]
        return ours | dict(zip(rest, self._next_numbers(len(rest)), strict=True))

    def row(self, upstream_id: str, our_id: int, content_hash: bytes) -> SourceRow:
        return SourceRow(
            source=self._source,
            kind=self._kind,
            upstream_id=upstream_id,
            our_id=our_id,
            content_hash=content_hash,
        )

    def _free(self, upstream_ids: list[str]) -> dict[str, int]:
        wanted = {upstream_id: int(upstream_id) for upstream_id in upstream_ids if _NUMBER.fullmatch(upstream_id)}
        taken = set(self._model._default_manager.filter(pk__in=wanted.values()).values_list("pk", flat=True))
        return {key: number for key, number in wanted.items() if number not in taken}

    def _next_numbers(self, count: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [self._model._meta.db_table, count],
            )
            return [number for (number,) in cursor.fetchall()]


def hash_of(*parts: object) -> bytes:
    """Return a hash of what a row says; equal parts have equal hashes, in every process."""
    return hashlib.sha256(repr(parts).encode()).digest()


def remember(rows: list[SourceRow]) -> None:
    SourceRow.objects.bulk_create(
        rows,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["source", "kind", "upstream_id"],
        update_fields=["content_hash"],
    )
