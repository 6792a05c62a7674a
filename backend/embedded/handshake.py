"""Ask a server on a Unix socket whether it serves, without a driver."""

import socket
import struct
from contextlib import suppress
from pathlib import Path

PROTOCOL_3_0 = 196608
TIMEOUT_SECONDS = 2


def postgres_serves(socket_file: Path, *, user: str, database: str) -> bool:
    """Tell whether a session on this database begins; a server on its way up or down lets none begin."""
    fields = b"".join(part.encode() + b"\0" for part in ("user", user, "database", database)) + b"\0"
    message = struct.pack("!ii", len(fields) + 8, PROTOCOL_3_0) + fields
    with suppress(OSError), _connect(socket_file) as connection, connection.makefile("rb") as answers:
        connection.sendall(message)
        # An answer is a letter, a length that counts itself, a body. Z is ready for a query, E an error.
        while head := answers.read(5):
            if head[:1] in b"ZE":
                return head[:1] == b"Z"
            answers.read(int.from_bytes(head[1:], "big") - 4)
    return False


def valkey_answers(socket_file: Path, command: str) -> bytes:
    """Return what Valkey says to a command, without the frame; empty when nobody answers."""
    with suppress(OSError, ValueError), _connect(socket_file) as connection:
        connection.sendall(command.encode() + b"\r\n")
        with connection.makefile("rb") as answers:
            head = answers.readline()
            return answers.read(int(head[1:])) if head.startswith(b"$") else head[1:].strip()
    return b""


def _connect(socket_file: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(TIMEOUT_SECONDS)
    try:
        connection.connect(str(socket_file))
    except OSError:
        connection.close()
        raise
    return connection
