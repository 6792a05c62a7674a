"""What FCM refuses beyond the form: targets, reserved keys, sizes, headers of Apple and of web push."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backend.push_inbox.fcm import answers, shape
from backend.push_inbox.fcm.answers import Refusal, invalid_argument
from backend.push_inbox.fcm.shape import MalformedError

# "Message limitations" and "Set the lifespan of a message", Firebase documentation, read 2026-11-22.
PAYLOAD_BYTES = 4096
TOPIC_PAYLOAD_BYTES = 2048
LONGEST_TTL_SECONDS = 2_419_200
# "Sending notification requests to APNs", Apple documentation, read 2026-11-22.
COLLAPSE_ID_BYTES = 64
_APNS_HEADER_FORMS = {
    "apns-expiration": re.compile(r"\d{1,12}"),
    "apns-priority": re.compile(r"1|5|10"),
    "apns-push-type": re.compile(
        r"alert|background|location|voip|complication|fileprovider|mdm|liveactivity|pushtotalk|widgets|controls"
    ),
}
# RFC 8030, sections 5.2 to 5.4.
_WEBPUSH_HEADER_FORMS = {
    "ttl": re.compile(r"\d{1,12}"),
    "urgency": re.compile(r"very-low|low|normal|high"),
    "topic": re.compile(r"[A-Za-z0-9_\-]{1,32}"),
}
_TARGETS = ("token", "fid", "topic", "condition")
_ADDRESS = re.compile(r"[A-Za-z0-9_:.\-]{1,4096}")
_TOPIC = re.compile(r"[a-zA-Z0-9\-_.~%]{1,900}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request as far as it could be read.

    `body` is None when it was no JSON object, `message` when it held none. `address` names the phone by the
    first 16 hex digits of the SHA-256 of its token or fid; None for a topic and for what could not be read.
    """

    body: dict[str, Any] | None
    size: int
    message: dict[str, Any] | None = None
    address_kind: str = "token"
    address: str | None = None

    @property
    def is_validate_only(self) -> bool:
        return bool(self.body and (self.body.get("validate_only") or self.body.get("validateOnly")))


def open_envelope(raw: bytes) -> Envelope:
    """Read what can be read of a request; never raises."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(message := body.get("message"), dict):
        return Envelope(body if isinstance(body, dict) else None, len(raw))
    kind = "fid" if message.get("fid") else "token"
    address = message.get(kind)
    named = hash_address(address) if isinstance(address, str) and address else None
    return Envelope(body, len(raw), message, kind, named)


def hash_address(address: str) -> str:
    return hashlib.sha256(address.encode(errors="replace")).hexdigest()[:16]


def find_fault(envelope: Envelope) -> Refusal | None:
    """Return the refusal FCM would give for this request's content, or None if it would take it."""
    if envelope.body is None:
        return answers.malformed("", "Invalid JSON payload received. Expected an object.")
    try:
        shape.check_send_request(envelope.body, "")
    except MalformedError as error:
        return answers.malformed(error.field, error.description)
    if envelope.message is None:
        return invalid_argument("message", "Message is required.")
    return next(_faults(envelope.message, envelope.size), None)


def _faults(message: dict[str, Any], size: int) -> Iterator[Refusal]:
    yield from _target_faults(message)
    yield from _data_faults(message)
    yield from _android_faults(message.get("android") or {})
    yield from _apns_faults(message.get("apns") or {})
    yield from _webpush_faults(message.get("webpush") or {})
    limit = TOPIC_PAYLOAD_BYTES if message.get("topic") or message.get("condition") else PAYLOAD_BYTES
    # The whole request is larger than any of its payloads, so a usual one need not be encoded to measure it.
    if size > limit:
        yield from _size_faults(message, limit)


def _target_faults(message: dict[str, Any]) -> Iterator[Refusal]:
    targets = [target for target in _TARGETS if message.get(target) is not None]
    if not targets:
        yield invalid_argument("message", "Recipient of the message is not set.")
        return
    if len(targets) > 1:
        text = f"oneof field 'target' is already set. Cannot set '{targets[1]}'"
        yield answers.malformed("message", f"Invalid value at 'message' (oneof), {text}")
    kind, value = targets[0], message[targets[0]]
    if kind in ("token", "fid") and not _ADDRESS.fullmatch(value):
        yield answers.INVALID_TOKEN_BY_MESSAGE
    if kind == "topic" and not _TOPIC.fullmatch(value):
        yield invalid_argument("message.topic", "MalformedError topic name")
    if kind == "condition" and " in topics" not in value:
        yield invalid_argument("message.condition", "Invalid condition expression provided.")


def _data_faults(message: dict[str, Any]) -> Iterator[Refusal]:
    for place in ("", "android", "webpush"):
        part = message.get(place) if place else message
        for key in (part or {}).get("data") or {}:
            if key in ("from", "gcm", "message_type") or key.startswith(("google.", "gcm.")):
                field = f"message.{place}.data" if place else "message.data"
                yield invalid_argument(field, f"Invalid data payload key: {key}")


def _android_faults(android: dict[str, Any]) -> Iterator[Refusal]:
    ttl = android.get("ttl")
    if ttl and float(ttl[:-1]) > LONGEST_TTL_SECONDS:
        yield invalid_argument("message.android.ttl", "Invalid TTL: it must lie between 0 and 2419200 seconds")


def _apns_faults(apns: dict[str, Any]) -> Iterator[Refusal]:
    headers = {name.lower(): value for name, value in (apns.get("headers") or {}).items()}
    yield from _header_faults(headers, _APNS_HEADER_FORMS, "message.apns.headers")
    if len(headers.get("apns-collapse-id", "").encode()) > COLLAPSE_ID_BYTES:
        yield invalid_argument("message.apns.headers", "Invalid apns-collapse-id: longer than 64 bytes")
    if headers.get("apns-push-type") == "background" and headers.get("apns-priority") == "10":
        yield invalid_argument("message.apns.headers", "Invalid apns-priority: a background push takes 5 or 1")
    aps = (apns.get("payload") or {}).get("aps", {})
    if not isinstance(aps, dict):
        yield invalid_argument("message.apns.payload", "Invalid aps: it must be an object")
        return
    if not isinstance(aps.get("alert", ""), str | dict):
        yield invalid_argument("message.apns.payload", "Invalid aps.alert: it must be a string or an object")
    if isinstance(aps.get("badge"), bool) or not isinstance(aps.get("badge", 0), int):
        yield invalid_argument("message.apns.payload", "Invalid aps.badge: it must be a number")


def _webpush_faults(webpush: dict[str, Any]) -> Iterator[Refusal]:
    headers = {name.lower(): value for name, value in (webpush.get("headers") or {}).items()}
    yield from _header_faults(headers, _WEBPUSH_HEADER_FORMS, "message.webpush.headers")
    options = webpush.get("fcm_options") or webpush.get("fcmOptions") or {}
    if options.get("link") and not options["link"].startswith("https://"):
        yield invalid_argument("message.webpush.fcm_options.link", "Invalid link: it must be an HTTPS URL")


def _header_faults(headers: dict[str, str], forms: dict[str, re.Pattern[str]], field: str) -> Iterator[Refusal]:
    for name, form in forms.items():
        if name in headers and not form.fullmatch(headers[name]):
            yield invalid_argument(field, f"Invalid {name}: {headers[name][:40]}")


def _size_faults(message: dict[str, Any], limit: int) -> Iterator[Refusal]:
    android, apns, webpush = (message.get(part) or {} for part in ("android", "apns", "webpush"))
    shared = {"notification": message.get("notification"), "data": message.get("data")}
    payloads = {
        "Android": _merged(shared, android),
        "APNs": shared | {"payload": apns.get("payload")},
        "Webpush": _merged(shared, webpush),
    }
    for platform, payload in payloads.items():
        if len(json.dumps(_present(payload), separators=(",", ":"), ensure_ascii=False).encode()) > limit:
            yield invalid_argument("message", f"{platform} message is too big")


def _merged(shared: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A platform's own data replaces the shared one; its notification overrides it field by field."""
    notification = (shared["notification"] or {}) | (part.get("notification") or {})
    return {"notification": notification, "data": part.get("data") or shared["data"]}


def _present(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if value}
