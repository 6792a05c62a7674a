import itertools
import os
import socket

# Below those that the system hands out by itself. Each process of tests has a part of its own: two that run beside each
# other ask for the same port only where their numbers are a multiple of PARTS apart.
LOWEST, HIGHEST, PARTS = 10_240, 32_767, 88
SIZE = (HIGHEST + 1 - LOWEST) // PARTS


def free_port() -> int:
    """Return a port that nobody listens on at this moment; it comes again only after all others."""
    for port in itertools.islice(_ports, SIZE):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("No port is free.")


def _part_of_this_process() -> range:
    first = LOWEST + os.getpid() % PARTS * SIZE
    return range(first, first + SIZE)


_ports = itertools.cycle(_part_of_this_process())
