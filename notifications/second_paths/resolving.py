"""Finding a webhook's host. What it resolves to is judged where the connection is made.

A name that was public when it was registered may lead inside a minute later (DNS rebinding), so the answer that
is judged is the answer that is used.
"""

import socket
from collections.abc import Collection, Iterable
from ipaddress import ip_address

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from notifications.second_paths.targets import UnsafeTarget, is_exempt, is_public, literal

NOT_PUBLIC = "This host lies in a private network."


class UnsafeAddress(OSError):
    """The host leads into a private network."""


class UnknownHost(Exception):
    """Nobody knows this host's address."""


class PublicResolver(AbstractResolver):
    """Hands out public addresses alone, but for hosts that the operator has named."""

    def __init__(self, private_hosts: Collection[str]) -> None:
        self._private_hosts = private_hosts
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not is_exempt(host, self._private_hosts) and not _are_public(each["host"] for each in found):
            raise UnsafeAddress
        return found

    async def close(self) -> None:
        await self._inner.close()


def check_literal(host: str, private_hosts: Collection[str]) -> None:
    """Raises UnsafeAddress for a private address in place of a name: no resolver is asked about one."""
    address = literal(host)
    if address is not None and not is_public(address) and not is_exempt(host, private_hosts):
        raise UnsafeAddress


def check_now(host: str, port: int, private_hosts: Collection[str]) -> None:
    """Ask for the host's addresses now. Raises UnsafeTarget, UnknownHost."""
    if is_exempt(host, private_hosts):
        return
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHost from None
    if not _are_public(str(each[4][0]) for each in found):
        raise UnsafeTarget(NOT_PUBLIC)


def _are_public(addresses: Iterable[str]) -> bool:
    """One private answer among public ones is enough to refuse: which of them is used is chance."""
    return all(is_public(ip_address(each)) for each in addresses)
