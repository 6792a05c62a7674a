"""An export as one page that a person can read, without a script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z")


@dataclass(frozen=True)
class Part:
    """A heading with what stands below it: lines of name and value, then further parts."""

    title: str
    lines: tuple[tuple[str, str], ...]
    parts: tuple["Part", ...]


def page(data: Mapping[str, Any], *, now: datetime) -> str:
    """Return HTML of an export, which holds nothing but what JSON can hold."""
    parts = [part_of(area, content) for area, content in data.items()]
    return render_to_string("rights/export.html", {"parts": parts, "made_on": now.date()})


def part_of(name: str, record: Mapping[str, Any]) -> Part:
    lines, parts = [], []
    for key, value in record.items():
        if isinstance(value, dict):
            parts.append(part_of(key, value))
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            parts += [part_of(f"{key} {number}", each) for number, each in enumerate(value, 1)]
        else:
            lines.append((words(key), shown(value)))
    return Part(words(name), tuple(lines), tuple(parts))


def words(name: str) -> str:
    """Return `quiet_from` as `Quiet from`."""
    text = re.sub(r"[_-]", " ", name)
    return text[:1].upper() + text[1:]


def shown(value: Any) -> str:
    match value:
        case None | "" | []:
            return "–"
        case True:
            return "yes"
        case False:
            return "no"
        case list():
            return ", ".join(map(shown, value))
        case str():
            return INSTANT.sub(r"\1 \2 UTC", value) if INSTANT.fullmatch(value) else value
    return str(value)
