"""A person's own account of what was agreed, taken back, disclosed and opened by force (42 CFR 2.25, 45 CFR 164.528).

The law asks for disclosures of the last three years; all there are stand here. Looks inside a site are in the access
log.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from backend.accounts.audit.entries import SOURCES, Entry, Source
from backend.accounts.keys import store
from backend.accounts.models import Person

# The entry after which a page begins: its instant and id.
After = tuple[datetime, UUID]
Found = tuple[datetime, UUID, Source, Any]
# Spreadsheets take what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def entries_of(person: Person, *, now: datetime, after: After | None = None, limit: int | None = None) -> list[Entry]:
    """Return entries, the newest first, at most `limit` of them."""
    found: list[Found] = [each for source in SOURCES for each in _find(source, person, now, after, limit)]
    found.sort(key=lambda each: each[1])
    found.sort(key=lambda each: each[0], reverse=True)
    shown = found[:limit]
    store.preload([person.pk, *(row.staff_id for *_, row in shown if getattr(row, "staff_id", None))])
    return [source.entry(row) for *_, source, row in shown]


def as_csv(entries: Iterable[Entry]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(Entry)])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in asdict(entry).items()} for entry in entries)
    return out.getvalue()


def _find(source: Source, person: Person, now: datetime, after: After | None, limit: int | None) -> Iterable[Found]:
    rows = source.rows.filter(person=person).order_by(f"-{source.time}", "pk")
    if source.told_from:
        rows = rows.filter(**{f"{source.told_from}__lte": now})
    if after is not None:
        at, last_id = after
        rows = rows.filter(Q(**{f"{source.time}__lt": at}) | Q(**{source.time: at, "pk__gt": last_id}))
    for row in rows[:limit]:
        yield getattr(row, source.time), row.pk, source, row


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat()
        case tuple():
            return " ".join(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
