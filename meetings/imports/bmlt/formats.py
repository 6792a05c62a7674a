"""Formats and service bodies of a BMLT root server."""

from collections.abc import Iterable, Sequence
from typing import Any

from meetings.imports.bmlt.ids import referred_id, shown_id, upstream_id
from meetings.imports.facts import FormatFacts, ServiceBodyFacts, TranslationFacts
from meetings.imports.reading.values import Values
from meetings.imports.report import Report, Row, RowRefusedError

# What VM, HY and TC are called between servers; the keys are the stock English ones.
RESERVED_WORLD_IDS = {"VM": "VM", "HYBR": "HY", "TC": "TC"}
RESERVED_KEYS = frozenset(RESERVED_WORLD_IDS.values())
# BMLT gives all language formats one NAWS code; the stock keys tell which.
LANGUAGE_KEYS = {"ES": "es", "FIN": "fi", "ENG": "en", "PER": "fa"}


def reserved_key(facts: FormatFacts) -> str:
    """Return VM, HY or TC when this format is one of them, else nothing."""
    english = {each.key for each in facts.translations if each.language == "en"} & RESERVED_KEYS
    return RESERVED_WORLD_IDS.get(facts.world_id.upper(), next(iter(english), ""))


class FormatIndex:
    """Finds the formats that a row names by id or by key."""

    def __init__(self, formats: Iterable[FormatFacts]) -> None:
        self._by_id = {facts.upstream_id: facts for facts in formats}
        self._by_key: dict[str, FormatFacts] = {}
        for facts in self._by_id.values():
            for translation in sorted(facts.translations, key=lambda each: each.language != "en"):
                self._by_key.setdefault(translation.key, facts)

    def find(self, name: str) -> FormatFacts | None:
        return self._by_id.get(name) or self._by_key.get(name)


def read_formats(rows: Sequence[Any], report: Report) -> list[FormatFacts]:
    """Read format rows, one per id and language, into one fact per id."""
    found: dict[str, FormatFacts] = {}
    for number, fields in enumerate(rows, start=1):
        row = Row(number, f"format {shown_id(fields, 'id')}")
        try:
            facts = _read_format(Values(row, fields, report), upstream_id(fields, "id"))
        except RowRefusedError as refused:
            report.skip(row, str(refused), field=refused.field)
            continue
        found[facts.upstream_id] = _merged(found.get(facts.upstream_id), facts)
    return list(found.values())


def read_service_bodies(rows: Sequence[Any], report: Report) -> list[ServiceBodyFacts]:
    found: dict[str, ServiceBodyFacts] = {}
    for number, fields in enumerate(rows, start=1):
        row = Row(number, f"service body {shown_id(fields, 'id')}")
        try:
            facts = _read_service_body(Values(row, fields, report), upstream_id(fields, "id"))
            _refuse_second(facts.upstream_id, found)
        except RowRefusedError as refused:
            report.skip(row, str(refused), field=refused.field)
            continue
        found[facts.upstream_id] = facts
    return list(found.values())


def _refuse_second(identity: str, found: dict[str, ServiceBodyFacts]) -> None:
    if identity in found:
        raise RowRefusedError(f"the same id stands in row {found[identity].row.number}")


def _read_format(values: Values, identity: str) -> FormatFacts:
    key = values.line("key_string", 20)
    if not key:
        raise RowRefusedError("key_string is empty")
    return FormatFacts(
        row=values.row,
        upstream_id=identity,
        world_id=values.line("world_id", 30),
        type=values.line("format_type_enum", 10),
        translations=(
            TranslationFacts(
                language=values.line("lang", 7).lower() or "en",
                key=key,
                name=values.line("name_string") or key,
                description=values.text("description_string"),
            ),
        ),
    )


def _merged(first: FormatFacts | None, second: FormatFacts) -> FormatFacts:
    if first is None:
        return second
    by_language = {each.language: each for each in (*first.translations, *second.translations)}
    return FormatFacts(
        row=first.row,
        upstream_id=first.upstream_id,
        world_id=first.world_id or second.world_id,
        type=first.type or second.type,
        translations=tuple(by_language[language] for language in sorted(by_language)),
    )


def _read_service_body(values: Values, identity: str) -> ServiceBodyFacts:
    name = values.line("name")
    if not name:
        raise RowRefusedError("name is empty")
    return ServiceBodyFacts(
        row=values.row,
        upstream_id=identity,
        parent_id=referred_id(values.raw("parent_id")),
        name=name,
        description=values.text("description"),
        type=values.line("type", 2),
        url=values.web_address("url")[:500] if values.raw("url") else "",
        helpline=values.line("helpline"),
        world_id=values.line("world_id", 30),
    )
