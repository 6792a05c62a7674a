"""What a listing says, field by field: a kept state (documents.state_of) taken apart, and put together again.

Fields are as fine as a person corrects them: a street can be ours while the feed still rules the town. No value is
None: what is not said is empty.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from meetings.models import VenueType
from meetings.stored.documents import PLACE_ORDER

Statements = dict[str, Any]
State = Mapping[str, Any]

_PLAIN = ("name", "notes", "start_time", "duration_minutes", "tzid", "venue_type", "languages", "accessibility")
_PLAIN_TOO = ("is_published",)
_DAYS = ("valid_from", "valid_until", "last_confirmed_on")
_PLACE = tuple(name for name in PLACE_ORDER if name not in {"lat", "lon"})  # the position is one field
_ONLINE = ("url", "phone", "notes")


def statements_of(state: State) -> Statements:
    place, online = state["place"] or {}, state["online"] or {}
    position = [place["lat"], place["lon"]] if place.get("lat") is not None else []
    body = state["service_body"]
    return {
        **{name: state[name] for name in (*_PLAIN, *_PLAIN_TOO)},
        **{name: state[name] or "" for name in _DAYS},
        "repeats": {"rrule": state["rrule"], "starts_on": state["dtstart"][:10], "weekday": _weekday(state["weekday"])},
        "exdates": [text[:10] for text in state["exdates"]],
        "exceptions": [_without_time(each) for each in state.get("exceptions", ())],
        "state": {"is": state["state"], "until": state["state_until"] or ""},
        "service_body": body["id"] if body else "",
        "formats": sorted(each["id"] for each in state["formats"]),
        **{f"place.{name}": place.get(name, "") for name in _PLACE},
        "place.position": position,
        **{f"online.{name}": online.get(name, "") for name in _ONLINE},
    }


def with_statements(state: State, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state with these fields laid over it."""
    all_said = statements_of(state) | dict(said)
    start, repeats = all_said["start_time"], all_said["repeats"]
    return {
        **state,
        **{name: all_said[name] for name in (*_PLAIN, *_PLAIN_TOO)},
        **{name: all_said[name] or None for name in _DAYS},
        # A zone that somebody has set is not inferred.
        "tzid_inferred": state["tzid_inferred"] and all_said["tzid"] == state["tzid"],
        "rrule": repeats["rrule"],
        "weekday": None if repeats["weekday"] == "" else repeats["weekday"],
        "dtstart": f"{repeats['starts_on']}T{start}:00",
        "exdates": [f"{day}T{start}:00" for day in all_said["exdates"]],
        "exceptions": all_said["exceptions"],
        "state": all_said["state"]["is"],
        "state_until": all_said["state"]["until"] or None,
        "service_body": {"id": all_said["service_body"]} if all_said["service_body"] != "" else None,
        "formats": [{"id": format_id} for format_id in all_said["formats"]],
        "place": _place(all_said),
        "online": _online(all_said),
    }


def differing(before: Statements, after: Statements) -> list[str]:
    """Return the fields in which two listings say something else. A virtual one says nothing about a place."""
    fields: Iterable[str] = (name for name in after if before.get(name) != after[name])
    if after["venue_type"] == VenueType.VIRTUAL:
        return [name for name in fields if not name.startswith("place.")]
    return list(fields)


def _place(said: Statements) -> dict[str, Any] | None:
    if said["venue_type"] == VenueType.VIRTUAL:
        return None
    lat, lon = said["place.position"] or (None, None)
    place = {name: said[f"place.{name}"] for name in _PLACE} | {"lat": lat, "lon": lon}
    return place if any(value not in {"", None} for value in place.values()) else None


def _online(said: Statements) -> dict[str, str] | None:
    online = {name: said[f"online.{name}"] for name in _ONLINE}
    return online if any(online.values()) else None


def _weekday(weekday: int | None) -> int | str:
    return "" if weekday is None else weekday


def _without_time(exception: Mapping[str, Any]) -> dict[str, Any]:
    day = exception["recurrence_id"]
    return {**exception, "recurrence_id": day[:10] if day else None}
