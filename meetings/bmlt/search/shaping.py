"""Stored rows as this asker gets them: language, distances, the fields asked for, and what authority opens."""

import json
from collections.abc import Iterator, Mapping, Sequence

from meetings.bmlt import formats
from meetings.bmlt.authority import Authority
from meetings.bmlt.custom_fields import as_keys, completed
from meetings.bmlt.fields import PRIVATE_FIELDS
from meetings.bmlt.format_lists import FormatWords, keys_of
from meetings.bmlt.rows import as_json
from meetings.bmlt.search.criteria import Shape
from meetings.bmlt.search.distance import distance_texts
from meetings.bmlt.search.find import Hit, Stored, shown_rows, stored_rows
from meetings.models import MeetingContact
from meetings.stored.documents import DEFAULT_LANGUAGE

# No value can hold these bytes: a quote inside a JSON string is escaped.
EMPTY_URI = b'"root_server_uri":""'


def shaped(
    hits: Sequence[Hit], shape: Shape, authority: Authority, *, custom: Sequence[str], root_server_uri: str
) -> Iterator[bytes]:
    """Yield the rows as JSON, joined by commas, in parts; each has all of these custom fields."""
    if _is_plain(hits, shape, authority):
        parts = _as_stored(hits, custom, root_server_uri)
    else:
        parts = _rewritten(hits, shape, authority, custom, root_server_uri)
    separator = b""
    for part in parts:
        yield separator + part
        separator = b","


def parsed(hits: Sequence[Hit], shape: Shape, authority: Authority) -> Iterator[tuple[Stored, dict[str, str]]]:
    """Yield each row as a dictionary, with everything but the address of this server in it."""
    words = formats.words_in(shape.language) if shape.language != DEFAULT_LANGUAGE else {}
    for batch in stored_rows(hits, authority):
        contacts = _contacts(batch, authority)
        for hit, stored in batch:
            row: dict[str, str] = json.loads(stored.content)
            if hit.degrees is not None:
                row |= distance_texts(hit.degrees)
            if words:
                row["formats"] = _formats(row, words)
            if stored.service_body_id in authority.bodies:
                row |= contacts.get(hit.id, {}) | {"published": "1" if stored.is_shown else "0"}
            yield stored, row


def _is_plain(hits: Sequence[Hit], shape: Shape, authority: Authority) -> bool:
    measured = bool(hits) and any(hit.degrees is not None for hit in hits)
    return not (measured or shape.fields or authority.bodies or shape.language != DEFAULT_LANGUAGE)


def _as_stored(hits: Sequence[Hit], custom: Sequence[str], root_server_uri: str) -> Iterator[bytes]:
    uri = b'"root_server_uri":' + as_json(root_server_uri)
    keys = as_keys(custom)
    for batch in shown_rows(hits):
        if batch:
            rows = [completed(row, keys) for row in batch] if keys else batch
            yield b",".join(rows).replace(EMPTY_URI, uri)


def _rewritten(
    hits: Sequence[Hit], shape: Shape, authority: Authority, custom: Sequence[str], root_server_uri: str
) -> Iterator[bytes]:
    for _, row in parsed(hits, shape, authority):
        row |= {name: "" for name in custom if name not in row} | {"root_server_uri": root_server_uri}
        yield as_json({name: row.get(name, "") for name in shape.fields} if shape.fields else row)


def _formats(row: Mapping[str, str], words: Mapping[int, FormatWords]) -> str:
    ids = [int(each) for each in row["format_shared_id_list"].split(",") if each]
    return keys_of(ids, words)


def _contacts(batch: Sequence[tuple[Hit, Stored]], authority: Authority) -> dict[int, dict[str, str]]:
    """Return the private fields of those meetings over which there is authority."""
    ids = [hit.id for hit, stored in batch if stored.service_body_id in authority.bodies]
    if not ids:
        return {}
    found = MeetingContact.objects.filter(meeting__in=ids).values_list("meeting_id", "fields")
    return {pk: {name: str(values[name]) for name in PRIVATE_FIELDS if name in values} for pk, values in found}
