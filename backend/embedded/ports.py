"""Loopback ports."""

import socket

from backend.embedded.refusal import Refusal

HOST = "127.0.0.1"


def free_port(port: int, *, option: str) -> int:
    """Return the port, or any free one for 0. Raises Refusal when somebody listens there."""
    with socket.socket() as listener:
        # A port whose last connections have just been closed is free, as it is for the servers themselves.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as reason:
            raise Refusal(_taken(port, option, reason)) from None
        chosen: int = listener.getsockname()[1]
        return chosen


def _taken(port: int, option: str, reason: OSError) -> str:
    return (
        f"Port {port} cannot be used: {reason.strerror}. Choose another one, or 0 for any that is free:\n"
        f"    python3 manage.py up {option} {port + 1 if port < 65535 else 0}"
    )
