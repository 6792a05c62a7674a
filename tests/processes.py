"""The process table, read from /proc."""

from pathlib import Path


def parents() -> dict[int, int]:
    """Return the parent of each living process; a zombie is dead, its parent has yet to notice."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = file.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended while we looked
        if state != "Z":
            found[int(file.parent.name)] = int(parent)
    return found


def descendants_of(pid: int) -> list[int]:
    table = parents()
    found = [pid]
    for each in found:
        found += [child for child, parent in table.items() if parent == each]
    return found[1:]
