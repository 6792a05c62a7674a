"""Known reasons for a field that differs in one and the same row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from meetings.imports import cleaning
from meetings.moving_over import answers
from meetings.moving_over.answers import Row
from meetings.moving_over.differences import ABSENT
from meetings.moving_over.queries import Query
from meetings.moving_over.reasons import field_names
from meetings.moving_over.reasons.catalogue import Reason

DISTANCE_TOLERANCE = 1e-6
MASK = "********"
RESERVED = {"2": {"VM"}, "3": {"HY"}}
# The stand-in for a meeting without a name: meetings/imports gives it.
NAMELESS = "NA meeting"


@dataclass(frozen=True)
class FieldPair:
    """`remapped` tells the table's new id of an old one; `never_filled` the fields that are empty in all old rows."""

    query: Query
    table: str
    name: str
    old: Any
    new: Any
    old_row: Row
    new_row: Row
    remapped: Mapping[str, str]
    never_filled: frozenset[str]

    @property
    def last_name(self) -> str:
        """Return `start_time` of `json_data.before.start_time`."""
        return self.name.rsplit(".", 1)[-1]

    def of_both(self, name: str) -> tuple[Any, Any]:
        return self.old_row.get(name, ABSENT), self.new_row.get(name, ABSENT)


Rule = Callable[[FieldPair], Reason | None]


def reason_of_field(pair: FieldPair) -> Reason | None:
    return next((reason for rule in RULES if (reason := rule(pair)) is not None), None)


def _of_the_server(pair: FieldPair) -> Reason | None:
    if pair.name == "root_server_uri" and _is_address(pair.old) and _is_address(pair.new):
        return Reason.OWN_ADDRESS
    if pair.table != answers.SERVER_INFO:
        return None
    if pair.old is ABSENT:
        return Reason.EXTRA_INFO
    if pair.name in ("version", "versionInt") and pair.new:
        return Reason.VERSION
    if pair.name in field_names.DISCLOSING and pair.new == "":
        return Reason.DISCLOSES_NOTHING
    return Reason.HISTORY_KEPT if pair.name == "changesPerMeeting" and pair.new == "0" else None


def _of_remapped_ids(pair: FieldPair) -> Reason | None:
    """An id may differ where the name beside it does not."""
    match pair.last_name:
        case "id_bigint" | "id" | "slug" | "bmlt_id":
            return Reason.ID_REMAPPED
        case "service_body_bigint" if _is_same_and_told(pair.of_both("service_body_name")):
            return Reason.ID_REMAPPED
        case "format_shared_id_list" if _is_same_and_told(pair.of_both("formats")) and _as_many(pair):
            return Reason.ID_REMAPPED
        case "parent_id" if pair.remapped.get(str(pair.old)) == str(pair.new):
            return Reason.ID_REMAPPED
    return None


def _of_added_fields(pair: FieldPair) -> Reason | None:
    if pair.old is ABSENT and (pair.name in field_names.LATER or pair.new == ""):
        return Reason.FIELD_ADDED
    is_own = pair.name not in field_names.STOCK and pair.name in pair.never_filled
    return Reason.EMPTY_FIELD if pair.table == answers.MEETINGS and is_own and pair.new is ABSENT else None


def _of_filled_fields(pair: FieldPair) -> Reason | None:
    if pair.old not in ("", None) or not isinstance(pair.new, str) or not pair.new:
        return _of_filled_venue_type(pair)
    match pair.last_name:
        case "time_zone" | "TimeZone" if "/" in pair.new or pair.new == "UTC":
            return Reason.ZONE_FILLED
        case "meeting_name" | "name" | "CommitteeName" if pair.new == NAMELESS:
            return Reason.NAME_FILLED
        case "world_id" | "format_type_enum" if pair.table == answers.FORMATS:
            return Reason.FORMAT_CODE_FILLED
    return _of_filled_venue_type(pair)


def _of_filled_venue_type(pair: FieldPair) -> Reason | None:
    is_filled = pair.last_name == "venue_type" and pair.old in ("", "0", None) and pair.new in ("1", "2", "3")
    return Reason.VENUE_TYPE_FILLED if is_filled else None


def _of_numbers(pair: FieldPair) -> Reason | None:
    if pair.last_name in field_names.TIMES:
        return Reason.WHOLE_TIMES if _is_same_time(pair) else None
    old, new = _number(pair.old), _number(pair.new)
    if pair.last_name in field_names.COORDINATES and old is not None:
        return _of_coordinates(pair, old, new)
    if pair.last_name in field_names.DISTANCES and old is not None and new is not None:
        return Reason.DISTANCE_ROUNDING if isclose(old, new, rel_tol=0, abs_tol=DISTANCE_TOLERANCE) else None
    return None


def _of_coordinates(pair: FieldPair, old: float, new: float | None) -> Reason | None:
    if old == new:
        return Reason.NUMBER_FORMAT
    both = {_number(pair.old_row.get(name)) for name in ("latitude", "longitude")}
    return Reason.ZERO_COORDINATES if pair.new == "" and both == {0.0} else None


def _of_virtual_places(pair: FieldPair) -> Reason | None:
    is_place = pair.last_name in field_names.PLACE or pair.last_name.startswith("location_")
    is_emptied = pair.new in ("", None) and pair.old not in ("", None)
    return Reason.VIRTUAL_NO_PLACE if is_place and is_emptied and _is_virtual(pair) else None


def _of_private_fields(pair: FieldPair) -> Reason | None:
    if pair.last_name in field_names.PRIVATE and pair.old is not ABSENT and pair.new in ("", MASK):
        return Reason.CONTACTS_PRIVATE
    if pair.table == answers.CHANGES and pair.name in {"user_id", "user_name"} and pair.new == "":
        return Reason.EDITORS_NOT_NAMED
    return None


def _of_formats(pair: FieldPair) -> Reason | None:
    if pair.last_name == "formats" and isinstance(pair.old, dict) and list(pair.old.values()) == pair.new:
        return Reason.LIST_NOT_OBJECT
    if pair.last_name not in {"formats", "format_shared_id_list"}:
        return None
    old, new = _members(pair.old), _members(pair.new)
    if set(old) == set(new) and len(new) == len(set(new)):
        return Reason.FORMAT_ORDER
    if not set(old) < set(new):
        return None
    if _is_venue_format(pair):
        return Reason.VENUE_FORMAT
    return Reason.FORMAT_FALLBACK if pair.query.value("lang_enum") and _gained_alike(pair) else None


def _is_venue_format(pair: FieldPair) -> bool:
    """The format keys gained are exactly the one that stands for the venue; as many ids were gained."""
    old, new = pair.of_both("formats")
    gained = set(_members(new)) - set(_members(old))
    return bool(gained) and gained == RESERVED.get(str(pair.new_row.get("venue_type")), set()) and _gained_alike(pair)


def _gained_alike(pair: FieldPair) -> bool:
    """Where keys and ids are both shown, neither list grew more than the other."""
    gains = [
        len(_members(new)) - len(_members(old))
        for old, new in (pair.of_both("formats"), pair.of_both("format_shared_id_list"))
        if isinstance(old, str) and isinstance(new, str)
    ]
    return len(set(gains)) <= 1


def _of_texts(pair: FieldPair) -> Reason | None:
    if not isinstance(pair.old, str) or not isinstance(pair.new, str):
        return None
    if (
        pair.table == answers.NAWS
        and pair.new == f"'{pair.old}"
        and pair.old.startswith(("=", "+", "-", "@", "\t", "\r"))
    ):
        return Reason.FORMULA_GUARDED
    clean = cleaning.plain_text(pair.old)
    if pair.last_name in field_names.LINKS and pair.new == cleaning.web_address(clean):
        return Reason.LINK_CHECKED
    if _is_same_text(clean, pair.new):
        return Reason.TEXT_CLEANED
    return Reason.EMAIL_REMOVED if _is_same_text(cleaning.without_email(clean), pair.new) else None


def _of_tsml(pair: FieldPair) -> Reason | None:
    if pair.table != answers.TSML:
        return None
    if pair.name == "updated" and pair.old is None and pair.new:
        return Reason.TSML_UPDATED
    is_online = pair.name == "location" and not pair.old and pair.new == "Online Meeting"
    return Reason.TSML_ONLINE if is_online and _is_virtual(pair) else None


def _of_history(pair: FieldPair) -> Reason | None:
    return Reason.OWN_HISTORY if pair.table == answers.NAWS and pair.name == "LastChanged" else None


RULES: tuple[Rule, ...] = (
    _of_the_server,
    _of_formats,
    _of_remapped_ids,
    _of_filled_fields,
    _of_numbers,
    _of_private_fields,
    _of_virtual_places,
    _of_tsml,
    _of_history,
    _of_texts,
    _of_added_fields,
)


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _is_same_and_told(values: tuple[Any, Any]) -> bool:
    return values[0] == values[1] and values[0] not in (ABSENT, "", None)


def _as_many(pair: FieldPair) -> bool:
    return len(_members(pair.old)) == len(_members(pair.new))


def _is_same_time(pair: FieldPair) -> bool:
    minutes = cleaning.clock_minutes(str(pair.old)) if str(pair.old).count(":") == 1 else None
    return minutes is not None and pair.new == f"{minutes // 60:02}:{minutes % 60:02}:00"


def _is_same_text(old: str, new: str) -> bool:
    """Names and places are lines: an import puts one space where there were several, or a line's end."""
    return new in {old, " ".join(old.split())}


def _is_virtual(pair: FieldPair) -> bool:
    row = pair.new_row
    if pair.table == answers.TSML:
        # A root server tells it by null there; a link alone may be that of a hybrid meeting.
        is_placed = pair.old_row.get("coordinates", "") is not None or row.get("coordinates", "") is not None
        return not is_placed and bool(row.get("conference_url") or row.get("conference_phone"))
    return row.get("venue_type") == "2" or any(row.get(f"Format{number}") == "VM" for number in range(1, 6))


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, str | float | int) else None
    except (ValueError, OverflowError):
        return None


def _members(value: object) -> list[str]:
    if isinstance(value, dict | list):
        return [str(each) for each in (value.values() if isinstance(value, dict) else value)]
    return [each.strip() for each in str(value).split(",") if each.strip()] if isinstance(value, str) else []
