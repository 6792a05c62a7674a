"""Array parameters as PostgreSQL's own text ("Array Input and Output Syntax" in its manual).

psycopg quotes each element of a list by itself when it binds on the client: half the time of a large insert.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from uuid import UUID


def uuids(values: Iterable[UUID | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else value.hex for value in values]) + "}"


def times(values: Iterable[datetime | None]) -> str:
    """Instants with their offset, or wall times without one."""
    return "{" + ",".join(["NULL" if value is None else _written(value) for value in values]) + "}"


def numbers(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Iterable[str | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else _quoted(value) for value in values]) + "}"


@lru_cache(maxsize=1024)
def _written(at: datetime) -> str:
    """What falls due together has its instants in common, and to write one costs more than to look it up."""
    return at.isoformat()


def _quoted(text: str) -> str:
    if text.isalnum():
        # A bare NULL would be none.
        return f'"{text}"' if text.upper() == "NULL" else text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
