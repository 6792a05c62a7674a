"""Where a webhook may lead: to a public address over https, so that nobody reaches our own network through us. Pure."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LONGEST_URL = 2000

Address = IPv4Address | IPv6Address

# Most that lead inside are not global in "IANA IPv4/IPv6 Special-Purpose Address Registries", and Python knows those.
# It does not know these: networks that carry an IPv4 address within (NAT64, 6to4, Teredo; RFC 6052, 3056, 4380), the
# old site-local one, all of RFC 6890's protocol assignments (Oracle's metadata service among them), the former relays
# of 6to4 (RFC 7526), and Azure's.
_INSIDE = [
    ip_network(each)
    for each in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "fec0::/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
    )
]


class UnsafeTarget(ValueError):
    """The text says what is wrong, for the one who gave the address."""


def read_target(url: str) -> SplitResult:
    """Return the parts of a webhook's URL. Raises UnsafeTarget."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnsafeTarget("This is not a URL.") from None
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise UnsafeTarget("This is not a URL.")
    if parts.scheme != "https":
        raise UnsafeTarget("A webhook needs https.")
    if "@" in parts.netloc:
        raise UnsafeTarget("Leave user and password out of the URL.")
    if not parts.hostname or port == 0 or parts.fragment:
        raise UnsafeTarget("This is not a URL that something can be sent to.")
    return parts


def literal(host: str) -> Address | None:
    """Return the address that a host is, in whatever spelling; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Tell whether an address lies on the open internet: no loopback, private, link-local, shared or multicast one."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(mapped)
    inside = any(address.version == network.version and address in network for network in _INSIDE)
    return address.is_global and not (inside or address.is_multicast or address.is_reserved or address.is_unspecified)


def is_exempt(host: str, private_hosts: Collection[str]) -> bool:
    """Tell whether the operator has named this host as one of their own network."""
    return host.rstrip(".").lower() in {each.rstrip(".").lower() for each in private_hosts}
