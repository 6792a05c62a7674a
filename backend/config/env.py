"""Typed readers for environment variables: each is read once, in settings.py, and listed in docs/configuration.md."""

import base64
import binascii
import math
import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from backend.api.postgresql.connections import Connection

# Names in the order they were read. A test compares them with docs/configuration.md.
VARIABLES: list[str] = []
SHORTEST_TOKEN = 20
# A connection for each thread of the web server (`--threads 8`): none of them waits for another.
POOL_SIZE = 8
# Who waits longer waits for a database that is gone; the phone asks again. psycopg's default is 30.
POOL_TIMEOUT_SECONDS = 3.0
# While the database is gone, a pool waits longer and longer between attempts, for five minutes by default, and lets
# nobody else try. Given up soon, the next request is the next attempt.
POOL_RECONNECT_SECONDS = 1.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# "Cleartext Considered Obsolete" (RFC 8314): submission with STARTTLS, and with TLS from the first byte.
MAIL_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. Without a host, none is sent."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    uses_starttls: bool = False
    uses_tls: bool = False


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or `default`. Raises ImproperlyConfigured when it is required and missing."""
    VARIABLES.append(name)
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. docs/configuration.md says what it is for.")
    return value


def optional(name: str) -> str | None:
    return text(name, "") or None


def access_token(name: str) -> str | None:
    """Return a token that others must show, or None. One that could be guessed stops the start."""
    token = optional(name)
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise ImproperlyConfigured(f"{name} is too short: use {SHORTEST_TOKEN} characters or more.")
    return token


def ping_url(name: str) -> str | None:
    """Return an https address, or one of this machine, that is asked for regularly."""
    url = optional(name)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        is_on_loopback = parts.hostname in LOOPBACK and (parts.port is None or parts.port > 0)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not an address.") from None
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_on_loopback)):
        raise ImproperlyConfigured(f"{name} must begin with https://; http:// is for this machine only.")
    return url


def boolean(name: str, *, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; use 1 or 0.")
    return value in {"1", "true", "yes"}


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; use {' or '.join(allowed)}.")
    return value


def point(name: str, default: tuple[float, float]) -> tuple[float, float]:
    """Return latitude and longitude in degrees, written as `lat,lon`."""
    value = text(name, f"{default[0]},{default[1]}")
    try:
        lat, lon = map(float, value.split(","))
    except ValueError:
        lat, lon = math.nan, math.nan
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ImproperlyConfigured(f"{name} is {value!r}; use degrees as lat,lon, such as 40.7,-73.9.")
    return lat, lon


def integer(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number between `low` and `high`, both included."""
    value = text(name, str(default))
    if not value.lstrip("-").isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}; use a whole number from {low} to {high}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_bytes(name: str, *, length: int) -> list[bytes]:
    """Return one or more base64 keys, comma-separated: the first is in use, the others still open or prove."""
    keys = []
    for word in words(name, ""):
        try:
            key = base64.b64decode(word, validate=True)
        except binascii.Error as error:
            raise ImproperlyConfigured(f"{name} is not base64.") from error
        if len(key) != length:
            raise ImproperlyConfigured(f"{name} must be {length} bytes in base64.")
        keys.append(key)
    if not keys:
        raise ImproperlyConfigured(f"{name} is not set. docs/configuration.md says how to make one.")
    return keys


def database(name: str, *, pool: bool) -> dict[str, Any]:
    """Return Django's settings for a `postgresql://user:password@host:port/name?host=/socket/folder` URL."""
    parts = urlsplit(text(name))
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user@host/name.")
    socket_folder = parse_qs(parts.query).get("host", [""])[0]
    pooled = {
        "min_size": 1,
        "max_size": POOL_SIZE,
        "timeout": POOL_TIMEOUT_SECONDS,
        "reconnect_timeout": POOL_RECONNECT_SECONDS,
        "connection_class": Connection,
    }
    return {
        "ENGINE": "backend.api.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket_folder or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        # A pool keeps connections by itself; without one they live ten minutes.
        "CONN_MAX_AGE": 0 if pool else 600,
        "OPTIONS": {"pool": pooled} if pool else {},
    }


def mail_server(name: str) -> MailServer:
    """Read `smtp://user:password@host:587?tls=1` (STARTTLS) or `smtps://user:password@host:465`."""
    url = text(name, "")
    if not url:
        return MailServer()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} holds no port that is a number.") from None
    starttls = parse_qs(parts.query).get("tls", ["0"])[0]
    if parts.scheme not in MAIL_PORTS or not parts.hostname or starttls not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must look like smtp://user:password@host:587?tls=1 or smtps://host.")
    return MailServer(
        host=parts.hostname,
        port=port or MAIL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        uses_starttls=parts.scheme == "smtp" and starttls == "1",
        uses_tls=parts.scheme == "smtps",
    )
