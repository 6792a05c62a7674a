"""What an answer of FCM means. Pure.

Codes and shapes: "ErrorCode" and "REST Resource: projects.messages", Firebase docs, read 2026-11-22.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# "Handle retries", Firebase docs: wait 60 s when a 429 carries no retry-after.
DEFAULT_RETRY_AFTER = timedelta(seconds=60)
LONGEST_RETRY_AFTER = timedelta(hours=1)
BAD_ADDRESS_TEXT = "not a valid FCM registration token"
ADDRESS_FIELDS = frozenset({"message.token", "message.fid"})


@dataclass(frozen=True)
class Accepted:
    name: str


@dataclass(frozen=True)
class AddressGone:
    """This address rings nobody any more. `reason` is FCM's error code."""

    reason: str


@dataclass(frozen=True)
class RetryAfter:
    """The project has used up its quota: the whole sender waits."""

    delay: timedelta


@dataclass(frozen=True)
class Unknown:
    """It may have been delivered: a 5xx, a timeout, a cut connection. `is_transport`: no answer came."""

    code: str
    retry_after: timedelta | None = None
    is_transport: bool = False


@dataclass(frozen=True)
class Rejected:
    """FCM refuses what we wrote: our fault, not the address's."""

    code: str


@dataclass(frozen=True)
class ChannelDown:
    """Nobody can be reached: credentials, project or permission are wrong."""

    code: str


Outcome = Accepted | AddressGone | RetryAfter | Unknown | Rejected | ChannelDown


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
    """Tell what one answer to `messages:send` means."""
    answer = _json(body)
    if status == 200:
        return Accepted(str(answer.get("name", "")))
    error = answer.get("error")
    error = error if isinstance(error, dict) else {}
    code = _error_code(error) or f"HTTP_{status}"
    if status >= 500 or status == 408:
        return Unknown(code, _retry_after(headers))
    if status == 429:
        return RetryAfter(_retry_after(headers) or DEFAULT_RETRY_AFTER)
    return _refusal(status, code, error)


def _refusal(status: int, code: str, error: Mapping[str, Any]) -> Outcome:
    match status, code:
        case _, "UNREGISTERED" | "SENDER_ID_MISMATCH":
            return AddressGone(code)
        case _, "THIRD_PARTY_AUTH_ERROR":
            return ChannelDown(code)
        case 400, _:
            return AddressGone("INVALID_ARGUMENT") if _blames_the_address(error) else Rejected(code)
        case 401 | 403 | 404, _:
            # A 404 that is not UNREGISTERED: there is no such project here, or no FCM.
            return ChannelDown(code)
        case _ if status < 400:
            return ChannelDown(code)
    return Rejected(code)


def _blames_the_address(error: Mapping[str, Any]) -> bool:
    """FCM says so in two ways: a violation of the address field, or in words only."""
    fields = {
        violation.get("field")
        for detail in _details(error)
        for violation in detail.get("fieldViolations") or ()
        if isinstance(violation, dict)
    }
    return bool(fields & ADDRESS_FIELDS) or BAD_ADDRESS_TEXT in str(error.get("message", ""))


def _error_code(error: Mapping[str, Any]) -> str:
    """FCM's own code stands in the details; the status above it is Google's general one."""
    for detail in _details(error):
        if "errorCode" in detail:
            return str(detail["errorCode"])[:60]
    return str(error.get("status", ""))[:60]


def _details(error: Mapping[str, Any]) -> list[dict[str, Any]]:
    details = error.get("details")
    return [d for d in details if isinstance(d, dict)] if isinstance(details, list) else []


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Read the header in seconds; as a date, which FCM does not send, it counts as absent."""
    text = headers.get("Retry-After", "").strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return min(timedelta(seconds=int(text[:9])), LONGEST_RETRY_AFTER)


def _json(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body.decode())
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
