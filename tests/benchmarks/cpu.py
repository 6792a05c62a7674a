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


def fine_of_tree(root: int) -> float:
    """The same to the microsecond, as far as threads are alive; what has ended counts in ticks."""
    return sum(_fine(process) for process in family(root))


def family(root: int) -> list[int]:
    """The process and all below it."""
    below = [process for thread in _threads(root) for process in _children(thread)]
    return [root, *(each for process in below for each in family(process))]


def resident_mb(root: int) -> float:
    """Memory of the largest process of a tree, shared pages included."""
    pages = [int((Path("/proc") / str(process) / "statm").read_text().split()[1]) for process in family(root)]
    return max(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def postgres_server() -> int:
    """Return the process id of the server that we are connected to, on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [(backend,)] = cursor.fetchall()
    return int(_stat(Path("/proc") / str(backend))[1])


def _sum(root: int, children: dict[int, list[int]], spent: dict[int, float]) -> float:
    return spent.get(root, 0.0) + sum(_sum(child, children, spent) for child in children.get(root, ()))


def _fine(process: int) -> float:
    ended = sum(map(int, _stat(Path("/proc") / str(process))[13:15])) / TICKS_PER_SECOND
    return ended + sum(int(_text(thread / "schedstat").partition(" ")[0] or 0) for thread in _threads(process)) / 1e9


def _threads(process: int) -> list[Path]:
    try:
        return list((Path("/proc") / str(process) / "task").iterdir())
    except OSError:
        return []


def _children(thread: Path) -> list[int]:
    return [int(process) for process in _text(thread / "children").split()]


def _text(file: Path) -> str:
    """Empty for what has just ended."""
    try:
        return file.read_text()
    except OSError:
        return ""


def _stat(process: Path) -> list[str]:
    """The fields of `stat` after the name, which may hold blanks; none for one that has just ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
