"""The fields of a row as SQL. Tables: `m` meeting, `p` its projection, `pl` its place, `sb` its service body.

Plainly weekly meetings are read from columns. The few others show the slot of their next happening, and texts that
age: those stand in the stored row only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetings.bmlt.fields import PLACE_FIELDS, STOCK_FIELDS
from meetings.bmlt.venues import HY, TC, VM
from meetings.search.conditions import Condition

TABLES = """meetings_meeting m
    JOIN meetings_meetingprojection p ON p.meeting_id = m.id
    LEFT JOIN meetings_place pl ON pl.id = m.place_id
    LEFT JOIN meetings_servicebody sb ON sb.id = m.service_body_id"""

STORED = "(convert_from(p.bmlt, 'UTF8')::json ->> '{}')"

WEEKDAY = f"CASE WHEN m.week_minute IS NULL THEN {STORED.format('weekday_tinyint')}::int ELSE m.weekday + 1 END"
START_TEXT = f"CASE WHEN m.week_minute IS NULL THEN {STORED.format('start_time')} ELSE m.start_time::text END"
START = f"""CASE WHEN m.week_minute IS NULL
    THEN extract(epoch FROM {STORED.format("start_time")}::time)::int / 60 ELSE mod(m.week_minute, 1440) END"""
DURATION_TEXT = """(lpad((m.duration_minutes / 60)::text, 2, '0') || ':'
    || lpad(mod(m.duration_minutes, 60)::text, 2, '0') || ':00')"""

# As venues.venue_number and venues.reserved_formats say.
VENUE = """CASE WHEN m.venue_type = 'virtual'
        OR (m.state = 'place_closed' AND (m.online_url <> '' OR m.online_phone <> '')) THEN 2
    WHEN m.venue_type = 'hybrid' THEN 3 ELSE 1 END"""
RESERVED = {VM: f"({VENUE}) = 2", HY: f"({VENUE}) = 3", TC: "m.state = 'place_closed'"}

FORMAT_IDS = f"""array_to_string(ARRAY(
    SELECT link.format_id FROM meetings_meetingformat link WHERE link.meeting_id = m.id
    UNION SELECT {VM} WHERE {RESERVED[VM]} UNION SELECT {HY} WHERE {RESERVED[HY]} UNION SELECT {TC} WHERE {RESERVED[TC]}
    ORDER BY 1), ',')"""  # noqa: S608 - constants


@dataclass(frozen=True)
class Expression:
    """How one field reads as text, and what it sorts by."""

    text: Condition
    order: Condition


def _same(sql: str) -> Expression:
    # Byte order is the order of code points: the same on every machine.
    return Expression(Condition(sql), Condition(f"NULLIF({sql}, '') COLLATE \"C\""))


def _number(sql: str) -> Expression:
    return Expression(Condition(f"COALESCE(({sql})::text, '')"), Condition(sql))


EXPRESSIONS: Mapping[str, Expression] = {
    "id_bigint": _number("m.id"),
    "worldid_mixed": _same("m.world_id"),
    "service_body_bigint": _number("m.service_body_id"),
    "service_body_name": _same("COALESCE(sb.name, '')"),
    "weekday_tinyint": _number(WEEKDAY),
    "venue_type": _number(VENUE),
    "start_time": Expression(Condition(START_TEXT), Condition(START)),
    "duration_time": Expression(Condition(DURATION_TEXT), Condition("m.duration_minutes")),
    "time_zone": _same("m.tzid"),
    "formats": _same(STORED.format("formats")),
    "lang_enum": _same("m.text_language"),
    "longitude": _number("m.lon"),
    "latitude": _number("m.lat"),
    "published": _same(STORED.format("published")),
    "format_shared_id_list": _same(FORMAT_IDS),
    "meeting_name": _same("m.name"),
    "comments": _same(f"CASE WHEN m.dated_until IS NULL THEN m.notes ELSE {STORED.format('comments')} END"),
    "phone_meeting_number": _same("m.online_phone"),
    "virtual_meeting_link": _same("m.online_url"),
    "virtual_meeting_additional_info": _same("m.online_notes"),
} | {name: _same(f"COALESCE(pl.{column}, '')") for name, column in PLACE_FIELDS.items()}


def expression_of(name: str) -> Expression | None:
    """Return a public field as SQL, else None; a name that is not a stock one is that of a custom field."""
    if name in EXPRESSIONS:
        return EXPRESSIONS[name]
    if name in STOCK_FIELDS:
        return None
    sql = "COALESCE(m.custom_fields ->> %s, '')"
    return Expression(Condition(sql, (name,)), Condition(f"NULLIF({sql}, '') COLLATE \"C\"", (name,)))


def ordered_by(keys: Iterable[str]) -> Condition:
    """Return an ORDER BY: ascending, empty values last, the id as last key. Unknown keys order nothing."""
    known = [found.order for key in keys if (found := expression_of(key)) is not None]
    sql = ", ".join([*(f"{each.sql} NULLS LAST" for each in known), "m.id"])
    return Condition(sql, tuple(value for each in known for value in each.parameters))
