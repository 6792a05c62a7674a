"""What differs between two kept states of a listing, field by field."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# They follow from the rest, or differ at every change.
LEFT_OUT = frozenset({"id", "slug", "updated_at", "withdrawn_at"})
# Objects that are compared part by part. A part that says nothing is as good as none.
NESTED = ("place", "online", "accessibility", "custom_fields")
# Lists of which a difference names what went and what came.
SETS = ("formats", "exceptions", "exdates")

Fields = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """`before` and `after` are the values; of a set, only what is gone and what is new. None: nothing stood there."""

    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Difference]:
    """Return what a change changed, by name of field; of a listing that is new, all it says."""
    was, says = fields_of(before or {}), fields_of(after)
    # As it is stored, a state keeps no order of its own.
    found = (_difference(name, was.get(name), says.get(name)) for name in sorted(says.keys() | was.keys()))
    return [each for each in found if each is not None]


def fields_of(state: Mapping[str, Any]) -> Fields:
    """Return a state as flat fields, such as `place.street`, without those that say nothing."""
    return dict(_fields(state))


def applied(was: Mapping[str, Any], changes: Iterable[Difference]) -> Fields:
    """Return what flat fields say after these changes."""
    fields = dict(was)
    for change in changes:
        value = change.after
        if change.field in SETS:
            stay = _without(fields.get(change.field, []), change.before or [])
            value = sorted([*stay, *(change.after or [])], key=_as_text) or None
        fields[change.field] = value
    return {name: value for name, value in fields.items() if value is not None}


def _difference(name: str, was: Any, says: Any) -> Difference | None:
    if was == says:
        return None
    if name not in SETS:
        return Difference(name, was, says)
    gone, new = _without(was or [], says or []), _without(says or [], was or [])
    return Difference(name, gone or None, new or None)


def _fields(state: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in state.items():
        if name in LEFT_OUT or value is None:
            continue
        if name in NESTED:
            yield from ((f"{name}.{part}", each) for part, each in value.items() if each not in (None, ""))
        elif name not in SETS:
            yield name, value
        elif value:
            yield name, sorted((_member(name, each) for each in value), key=_as_text)


def _member(name: str, each: Any) -> Any:
    match name:
        case "formats":
            return each["key"] or str(each["id"])
        case "exdates":
            return each[:10]
        case _:
            # Written with the time of the meeting; another time makes it no other exception.
            day = each["recurrence_id"]
            return {**each, "recurrence_id": day[:10] if day else None}


def _without(values: Iterable[Any], taken: Iterable[Any]) -> list[Any]:
    """Return `values` less one for each that is taken; two formats may have one key."""
    left = list(values)
    for each in taken:
        if each in left:
            left.remove(each)
    return left


def _as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
