"""What a root server answered, as tables of rows, so that two answers can be laid side by side."""

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import Any

from meetings.moving_over.queries import Query

Row = dict[str, Any]
Tables = dict[str, list[Row]]

MEETINGS, FORMATS, SERVICE_BODIES, CHANGES = "meetings", "formats", "service bodies", "changes"
FIELD_KEYS, FIELD_VALUES, SERVER_INFO, COVERAGE = "field keys", "field values", "server info", "coverage"
TSML, NAWS = "tsml meetings", "NAWS rows"

TABLES = {
    "GetSearchResults": MEETINGS,
    "GetFormats": FORMATS,
    "GetServiceBodies": SERVICE_BODIES,
    "GetChanges": CHANGES,
    "GetFieldKeys": FIELD_KEYS,
    "GetFieldValues": FIELD_VALUES,
    "GetServerInfo": SERVER_INFO,
    "GetCoverageArea": COVERAGE,
}
# An answer's own nesting is five: list, row, json_data, before, formats.
MAX_DEPTH = 8
# A root server groups empty values under this word.
NO_VALUE = "NULL"

_CALL = re.compile(rb"\s*(?:/\*\*/)?\s*[\w$.\[\]]{1,200}\s*\((.*)\)\s*;?\s*", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""

    @property
    def is_ok(self) -> bool:
        return self.status == 200


class UnreadableAnswerError(Exception):
    """The message says what is wrong with the body."""


def read_answer(query: Query, answer: Answer) -> Tables:
    """Return the rows of each table of a 200. Raises UnreadableAnswerError."""
    if query.data_format == "csv":
        return {NAWS: _csv_rows(answer.body)}
    content = _json(_without_call(answer.body) if query.data_format == "jsonp" else answer.body)
    if query.data_format == "tsml":
        return {TSML: _rows(content)}
    if query.switcher == "GetFieldValues":
        return {FIELD_VALUES: _values_by_meeting(_rows(content), query.value("meeting_key"))}
    if query.switcher == "GetChanges":
        return {CHANGES: [_flat(row) for row in _rows(content)]}
    return _tables(content, TABLES.get(query.switcher, "rows"))


def _tables(content: Any, name: str) -> Tables:
    if isinstance(content, dict) and content.keys() <= {MEETINGS, FORMATS}:
        return {part: _rows(rows) for part, rows in sorted(content.items(), reverse=True)}
    return {name: _rows(content)}


def _rows(content: Any) -> list[Row]:
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise UnreadableAnswerError("not a list of objects")
    return content


def _json(body: bytes) -> Any:
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableAnswerError("not UTF-8") from None
    except (ValueError, RecursionError):
        raise UnreadableAnswerError("not JSON") from None
    if not _is_shallow(content, MAX_DEPTH):
        raise UnreadableAnswerError("nested too deeply")
    return content


def _is_shallow(value: Any, depth: int) -> bool:
    """Whoever compares or prints deeper values runs into Python's recursion limit."""
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return depth > 0 and all(_is_shallow(each, depth - 1) for each in inner)


def _without_call(body: bytes) -> bytes:
    call = _CALL.fullmatch(body)
    if call is None:
        raise UnreadableAnswerError("not JSON with padding")
    return call[1]


def _csv_rows(body: bytes) -> list[Row]:
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), restkey="beyond", restval="")
        return [dict(row) for row in reader]
    except UnicodeDecodeError:
        raise UnreadableAnswerError("not UTF-8") from None
    except csv.Error:
        raise UnreadableAnswerError("not CSV") from None


def _values_by_meeting(groups: list[Row], key: str) -> list[Row]:
    """Turn `{"town": "Albany", "ids": "17,204"}` into one row for each meeting."""
    values = [(group, "" if group.get(key) == NO_VALUE else group.get(key, "")) for group in groups]
    return [
        {"id": each.strip(), key: value} for group, value in values for each in str(group.get("ids", "")).split(",")
    ]


def _flat(row: Row) -> Row:
    """Give what lies under `json_data` names of its own: `json_data.before.start_time`."""
    flat: Row = {}
    for name, value in row.items():
        if name.startswith("json_data") and isinstance(value, dict) and not _is_numbered(value):
            flat |= _flat({f"{name}.{inner}": each for inner, each in value.items()})
        else:
            flat[name] = value
    return flat


def _is_numbered(value: Row) -> bool:
    """Tell a list that was encoded as an object: {"0": "BT", "2": "O"}."""
    return bool(value) and all(key.isdigit() for key in value)
