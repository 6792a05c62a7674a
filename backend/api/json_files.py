"""From the bytes of a file that somebody made to a document that can be checked."""

import json
from pathlib import Path

# Bytes; a request may not be larger either.
LARGEST = 256 * 1024


class Unreadable(ValueError):
    """No JSON, whatever it was to be. The message continues a sentence that begins with the name of the file."""


def document_at(file: Path) -> object:
    """Raises Unreadable, which says why after the name of the file."""
    try:
        with file.open("rb") as opened:
            return document_in(opened.read(LARGEST + 1))
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}.") from error


def document_in(content: bytes) -> object:
    """Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable("may not be larger than 256 KiB.")
    try:
        document: object = json.loads(content.decode())
    except UnicodeDecodeError as error:
        raise Unreadable("is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON: {error.msg} in line {error.lineno}.") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable("holds what no such file needs: a number or a nesting without end.") from error
    return document
