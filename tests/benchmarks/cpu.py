"""CPU seconds of a process and all it has started, those that have ended included. Linux."""

import os
from pathlib import Path

from django.db import connection

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def of_tree(root: int) -> float:
    """A process counts itself, and those children that it has waited for."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(entry)):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            spent[int(entry.name)] = sum(map(int, fields[11:15])) / TICKS_PER_SECOND
    return _sum(root, children, spent)


def postgres_server() -> int:
    """Return the process id of the server that we are connected to, on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [(backend,)] = cursor.fetchall()
    return int(_stat(Path("/proc") / str(backend))[1])


def _sum(root: int, children: dict[int, list[int]], spent: dict[int, float]) -> float:
    return spent.get(root, 0.0) + sum(_sum(child, children, spent) for child in children.get(root, ()))


def _stat(process: Path) -> list[str]:
    """The fields of `stat` after the name, which may hold blanks; none for one that has just ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
