"""The rows that are sealed, as the seal and its check read them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from backend.accounts.audit.chain import COLUMNS, FORM
from backend.accounts.audit.looks import QUARTER_HOUR
from backend.accounts.models import (
    AccessLog,
    BreakGlass,
    BreakGlassBar,
    ChainLink,
    Consent,
    ConsentForm,
    Disclosure,
    Notice,
    OutsideConsent,
    RestrictionAnswer,
    RestrictionRequest,
    Revocation,
)
from backend.accounts.sealed import Ciphertext

Row = dict[str, Any]
# By model, the column that tells when a row came to be.
OWN_TIMES: Mapping[type[Model], str] = MappingProxyType(
    {
        AccessLog: "started_at",
        BreakGlass: "started_at",
        BreakGlassBar: "at",
        Consent: "granted_at",
        ConsentForm: "received_at",
        Disclosure: "at",
        Notice: "at",
        OutsideConsent: "granted_at",
        RestrictionAnswer: "at",
        RestrictionRequest: "at",
        Revocation: "at",
    }
)
MODELS: Mapping[str, type[Model]] = MappingProxyType({str(model._meta.model_name): model for model in OWN_TIMES})


def unsealed(record_type: str, *, now: datetime) -> QuerySet[Any, Row]:
    """Return what can be sealed now; the query takes the partial index of the table.

    Looks are counted until their quarter of an hour is over. A row that has a link already is none of ours: somebody
    took its seal away by force, and the check will say so.
    """
    model = MODELS[record_type]
    rows = model._base_manager.filter(sealed_at=None).exclude(Exists(_links(record_type)))
    if model is AccessLog:
        return _columns(rows.filter(started_at__lte=now - QUARTER_HOUR).order_by("started_at"), record_type)
    return _columns(rows.order_by("person_id"), record_type)


def fetch(ids: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Row]:
    """Return the rows of these types and ids that are there, one query for each type."""
    wanted: dict[str, list[UUID]] = {}
    for record_type, record_id in ids:
        wanted.setdefault(record_type, []).append(record_id)
    return {
        (record_type, row["id"]): as_row(row)
        for record_type, record_ids in wanted.items()
        if record_type in MODELS
        for row in _columns(MODELS[record_type]._base_manager.filter(pk__in=record_ids), record_type)
    }


def as_row(values: Row) -> Row:
    """Return the columns with sealed values as the bytes of their ciphertext."""
    return {column: value.content if isinstance(value, Ciphertext) else value for column, value in values.items()}


def sealed_without_link(person_id: UUID | None = None) -> Iterator[tuple[str, UUID, UUID]]:
    """Yield type, id and person of rows that say they are sealed, and that no chain knows."""
    for record_type, model in MODELS.items():
        rows = model._base_manager.filter(sealed_at__isnull=False).exclude(Exists(_links(record_type)))
        if person_id is not None:
            rows = rows.filter(person=person_id)
        for record_id, owner_id in rows.values_list("pk", "person_id").order_by("pk").iterator():
            yield record_type, record_id, owner_id


def _links(record_type: str) -> QuerySet[ChainLink]:
    return ChainLink.objects.filter(record_type=record_type, record_id=OuterRef("pk"))


def _columns(rows: QuerySet[Any], record_type: str) -> QuerySet[Any, Row]:
    return rows.values(*COLUMNS[FORM][record_type].split(), "sealed_at")
