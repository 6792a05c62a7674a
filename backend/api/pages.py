"""Cursor pages: `{"results": [...], "next": cursor or null}`, `limit` 20, at most 100."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request

from backend.api.problems import Invalid, InvalidRequest

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursor of the next."""

    rows: Sequence[Any]
    next: str | None

    def as_json(self, render: Callable[[Any], Any]) -> dict[str, Any]:
        return {"results": [render(row) for row in self.rows], "next": self.next}


LIMIT = OpenApiParameter("limit", OpenApiTypes.INT, description=f"From 1 to {MAX_LIMIT}; without it {DEFAULT_LIMIT}.")


def limit_of(request: Request) -> int:
    """Return `limit`. Raises InvalidRequest unless it is a whole number from 1 to 100."""
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MAX_LIMIT:
        raise InvalidRequest(Invalid("/limit", f"Use a whole number from 1 to {MAX_LIMIT}."))
    return int(text)


def page_of(request: Request, rows: QuerySet[Any], *order: str) -> Page:
    """Cut one page by keyset: `order` are field names, `-` for descending, the last one unique.

    A cursor holds the sort values of the last row, signed, and fits only the list it came from.
    """
    limit = limit_of(request)
    salt = f"{request.resolver_match.route if request.resolver_match else ''}|{'|'.join(order)}"
    cursor = request.query_params.get("cursor")
    if cursor:
        rows = rows.filter(_after(order, read_cursor(cursor, salt)))
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return Page(found, make_cursor(_values(found[-1], order), salt) if more else None)


def page_of_sorted(request: Request, rows: Sequence[Any], key: Callable[[Any], list[str]]) -> Page:
    """Cut one page of rows that are at hand, in the order of `key`, whose last part is unique."""
    limit = limit_of(request)
    salt = f"{request.resolver_match.route if request.resolver_match else ''}|sorted"
    cursor = request.query_params.get("cursor")
    after = read_cursor(cursor, salt) if cursor else []
    found = [row for row in rows if key(row) > after][: limit + 1]
    more = len(found) > limit
    found = found[:limit]
    return Page(found, make_cursor(key(found[-1]), salt) if more else None)


def make_cursor(values: list[Any], salt: str) -> str:
    return signing.dumps(values, salt=salt, compress=True)


def read_cursor(cursor: str, salt: str) -> list[Any]:
    """Raises InvalidRequest for a cursor of another list, or one that was tampered with."""
    try:
        values: list[Any] = signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        raise InvalidRequest(Invalid("/cursor", "This cursor does not belong to this list.")) from None
    return values


def _values(row: Model, order: Sequence[str]) -> list[Any]:
    return [str(getattr(row, name.removeprefix("-"))) for name in order]


def _after(order: Sequence[str], values: list[Any]) -> Q:
    """`(a, b) > (x, y)` written out, so that each field may have its own direction."""
    condition = Q()
    equal = Q()
    for name, value in zip(order, values, strict=True):
        field, direction = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        condition |= equal & Q(**{f"{field}__{direction}": value})
        equal &= Q(**{field: value})
    return condition


class PageQuery(serializers.Serializer[Any]):
    """The query parameters of every list, for the schema."""

    cursor = serializers.CharField(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_LIMIT, default=DEFAULT_LIMIT)


def page_schema(rows: type[serializers.BaseSerializer[Any]]) -> serializers.Serializer[Any]:
    """The schema of a page of `rows`."""
    return inline_serializer(
        name=rows.__name__.removesuffix("Serializer") + "Page",
        fields={"results": rows(many=True), "next": serializers.CharField(allow_null=True)},
    )
