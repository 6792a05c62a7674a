"""Files and JSON, refused with the place where they break."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from meetings.imports.cleaning import printable
from meetings.imports.reading.download import MAX_BYTES
from meetings.imports.report import SourceUnreadable


def path_of(source: str) -> Path:
    """Return the folder or file that is there. Raises SourceUnreadable."""
    path = Path(source)
    # A loop of links, a name that is too long, and one with NUL in it.
    with suppress(OSError, RuntimeError, ValueError):
        path.resolve()
        if path.is_dir() or path.is_file():
            return path
    raise SourceUnreadable(f"{printable(source[:200])} is neither a folder, a file nor an http or https address.")


def bytes_of(path: Path) -> bytes:
    """Raises SourceUnreadable."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceUnreadable(f"{path.name} is larger than {MAX_BYTES // 1024**2} MB.")
        return path.read_bytes()
    except OSError as error:
        raise SourceUnreadable(f"{path.name}: {error.strerror}.") from error


def parse_json(content: bytes, name: str) -> Any:
    """Read JSON, byte order mark or not. Raises SourceUnreadable with the line and column where it breaks."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        _refuse(name, "not UTF-8", content[: error.start].decode("utf-8", "replace"))
    except json.JSONDecodeError as error:
        _refuse(name, error.msg, error.doc[: error.pos])
    except (RecursionError, ValueError):
        raise SourceUnreadable(f"{name}: nested too deeply, or a number too long.") from None


def rows_of(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise SourceUnreadable(f"{name} does not hold a list of rows.", line=1, column=1)
    return value


def _refuse(name: str, reason: str, before: str) -> NoReturn:
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    raise SourceUnreadable(f"{name}: {reason} at line {line}, column {column}.", line=line, column=column)
