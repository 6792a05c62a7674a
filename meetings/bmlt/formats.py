"""Formats: which ones are in use, what they are called in a language, and GetFormats."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from meetings.bmlt.asking import Ask, Chunks, whole
from meetings.bmlt.format_lists import FormatWords
from meetings.bmlt.parameters import Parameters
from meetings.bmlt.search.conditions import SHOWN
from meetings.bmlt.search.expressions import RESERVED
from meetings.bmlt.venues import RESERVED_KEYS
from meetings.stored.documents import DEFAULT_LANGUAGE

COLUMNS = "f.id, f.world_id, f.type, t.language, t.key, t.name, t.description"
TABLES = "meetings_format f JOIN meetings_formattranslation t ON t.format_id = f.id"
IS_LINKED = f"""EXISTS (SELECT 1 FROM meetings_meetingformat link
    JOIN meetings_meeting m ON m.id = link.meeting_id
    JOIN meetings_meetingprojection p ON p.meeting_id = m.id
    WHERE link.format_id = f.id AND {SHOWN.sql})"""  # noqa: S608 - constants
IS_DERIVED = " OR ".join(
    f"""(f.id = {format_id} AND EXISTS (SELECT 1 FROM meetings_meeting m
        JOIN meetings_meetingprojection p ON p.meeting_id = m.id WHERE {SHOWN.sql} AND {sql}))"""  # noqa: S608 - constants
    for format_id, sql in RESERVED.items()
)


def answer_formats(ask: Ask) -> Chunks:
    return whole(get_formats(ask.parameters, root_server_uri=ask.root_server_uri))


def get_formats(given: Parameters, *, root_server_uri: str) -> list[dict[str, str]]:
    """Answer GetFormats: by default what some listed meeting uses, in the default language."""
    languages = [name.lower() for name in given.items("lang_enum")] or [DEFAULT_LANGUAGE]
    ids, keys = given.signed("format_ids"), list(given.items("key_strings"))
    wanted: list[tuple[str, list[Any]]] = [("t.language = ANY(%s)", [languages])]
    if ids.include:
        wanted.append(("f.id = ANY(%s)", [list(ids.include)]))
    if ids.exclude:
        wanted.append(("NOT (f.id = ANY(%s))", [list(ids.exclude)]))
    if keys:
        wanted.append(("t.key = ANY(%s)", [keys]))
    if given.text("show_all") != "1":
        # croutonjs asks for the reserved ones by key, and needs them whether or not a meeting has them today.
        by_key = f" OR f.id IN ({', '.join(map(str, RESERVED_KEYS))})" if keys else ""
        wanted.append((f"({IS_LINKED} OR {IS_DERIVED}{by_key})", []))
    where = " AND ".join(sql for sql, _ in wanted)
    found = _words(f"WHERE {where} ORDER BY f.id, t.language", [value for _, values in wanted for value in values])
    return [format_row(words, root_server_uri=root_server_uri) for words in found]


def words_in(language: str) -> dict[int, FormatWords]:
    """Return every format by id, in this language, else in the default one, else in any it has."""
    found = _words(
        "ORDER BY f.id, t.language = %s DESC, t.language = %s DESC, t.language", [language, DEFAULT_LANGUAGE]
    )
    first: dict[int, FormatWords] = {}
    for words in found:
        first.setdefault(words.id, words)
    return first


def used_by(meeting_ids: Sequence[int]) -> list[int]:
    """Return the ids of the formats that these meetings have, ascending."""
    reserved = " ".join(
        f"UNION SELECT {format_id} FROM meetings_meeting m WHERE m.id = ANY(%s) AND {sql}"  # noqa: S608 - constants
        for format_id, sql in RESERVED.items()
    )
    sql = f"""SELECT link.format_id FROM meetings_meetingformat link WHERE link.meeting_id = ANY(%s)
        {reserved} ORDER BY 1"""  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(meeting_ids)] * (1 + len(RESERVED)))
        return [format_id for (format_id,) in cursor.fetchall()]


def format_rows(ids: Iterable[int], language: str, *, root_server_uri: str) -> list[dict[str, str]]:
    words = words_in(language)
    return [format_row(words[each], root_server_uri=root_server_uri) for each in ids if each in words]


def format_row(words: FormatWords, *, root_server_uri: str) -> dict[str, str]:
    return {
        "key_string": words.key,
        "name_string": words.name,
        "description_string": words.description,
        "lang": words.language,
        "id": str(words.id),
        "world_id": words.world_id,
        "format_type_enum": words.type,
        "root_server_uri": root_server_uri,
    }


def languages_in_use() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT language FROM meetings_formattranslation ORDER BY 1")
        return [language for (language,) in cursor.fetchall()]


def _words(rest: str, parameters: Sequence[Any]) -> list[FormatWords]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM {TABLES} {rest}", parameters)  # noqa: S608 - constants
        return [FormatWords(*row) for row in cursor.fetchall()]
