"""A page to a pager, signed as "Standard Webhooks" says.

It says that there is something and nothing of what: whoever is paged signs in to read it.
"""

import asyncio
import json
import ssl
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import aiohttp

from notifications.fcm.outcomes import Accepted, AddressGone, Outcome, Rejected, RetryAfter, Unknown
from notifications.second_paths.resolving import PublicResolver, UnsafeAddress, check_literal
from notifications.second_paths.signing import signature
from notifications.second_paths.targets import UnsafeTarget, read_target

TIMEOUT = aiohttp.ClientTimeout(total=10)
DATA_VERSION = "1"
DEFAULT_RETRY_AFTER = timedelta(seconds=60)
LONGEST_RETRY_AFTER = timedelta(hours=1)
UNSAFE = "UNSAFE_ADDRESS"


@dataclass(frozen=True)
class Page:
    """What one webhook is told. `at` is when the notice was due."""

    notification_id: UUID
    at: datetime
    url: str
    secret: str


def compose(page: Page, *, now: datetime) -> tuple[bytes, dict[str, str]]:
    """Return body and headers. The id is the same at each attempt, so that a pager drops a repeat."""
    content = {
        "type": "page",
        "timestamp": page.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {"notification_id": str(page.notification_id), "v": DATA_VERSION},
    }
    body = json.dumps(content, separators=(",", ":")).encode()
    name, timestamp = str(page.notification_id), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Handrail",
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(page.secret, name=name, timestamp=timestamp, body=body),
    }
    return body, headers


def send(pages: Sequence[Page], *, private_hosts: Collection[str], now: datetime) -> list[Outcome]:
    """Send all at once; return what became of each, in their order.

    Pages are rare: connections of their own cost less than keeping some open to every pager.
    """
    return asyncio.run(_send_all(pages, private_hosts, now)) if pages else []


async def _send_all(pages: Sequence[Page], private_hosts: Collection[str], now: datetime) -> list[Outcome]:
    # Made here and not by aiohttp, which loads the authorities once, when it is imported.
    trusted = ssl.create_default_context()
    resolver = PublicResolver(private_hosts)
    connector = aiohttp.TCPConnector(ssl=trusted, resolver=resolver, use_dns_cache=False, force_close=True)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, cookie_jar=jar) as session:
        return await asyncio.gather(*(_send_one(session, page, private_hosts, now) for page in pages))


async def _send_one(
    session: aiohttp.ClientSession, page: Page, private_hosts: Collection[str], now: datetime
) -> Outcome:
    body, headers = compose(page, now=now)
    try:
        # Once more, as when it was registered: rules grow stricter, and rows outlive them.
        check_literal(str(read_target(page.url).hostname), private_hosts)
        async with session.post(page.url, data=body, headers=headers, allow_redirects=False) as response:
            return read_answer(response.status, response.headers, now=now)
    except (UnsafeTarget, UnsafeAddress):
        return Rejected(UNSAFE)
    except aiohttp.ClientConnectorDNSError as error:
        is_unsafe = isinstance(error.os_error, UnsafeAddress)
        return Rejected(UNSAFE) if is_unsafe else Unknown("HOST_NOT_FOUND", is_transport=True)
    except aiohttp.InvalidURL:
        return Rejected("INVALID_URL")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Unknown(type(error).__name__, is_transport=True)
    except ValueError:
        # A host that no name service can be asked for must not hold up the pages beside it.
        return Rejected("INVALID_URL")


def read_answer(status: int, headers: Mapping[str, str], *, now: datetime) -> Outcome:
    """Tell what an answer means. Only its head is read: a body could be without end."""
    code = f"HTTP_{status}"
    wait = _retry_after(headers.get("Retry-After", ""), now)
    if 200 <= status < 300:
        return Accepted(code)
    if status == 410:
        return AddressGone(code)
    if status == 429:
        return RetryAfter(wait or DEFAULT_RETRY_AFTER)
    if status == 408 or status >= 500:
        return Unknown(code, wait)
    # A redirect among them: a signed page goes where it was registered, or nowhere.
    return Rejected(code)


def _retry_after(text: str, now: datetime) -> timedelta | None:
    """Read the header, in seconds or as a date (RFC 9110, 10.2.3)."""
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(timedelta(0), min(until - now, LONGEST_RETRY_AFTER))
