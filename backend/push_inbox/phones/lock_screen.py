"""What one message asks of a telephone: from the FCM message to a push as the platform reads it. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

# FCM keeps a message for 28 days unless told otherwise; the same is near enough for APNs and web push.
_LONGEST_KEPT = timedelta(days=28)
# The app's own channel without a sound: since Android 8 the channel decides, not the priority.
_QUIET_CHANNEL = "quiet"
_FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class Platform(StrEnum):
    ANDROID = "android"
    IOS = "ios"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Push:
    """`replaces` is the tag or collapse id: a notice carrying the same one gives way to this push."""

    notification_id: str | None
    replaces: str | None
    collapses: str | None
    title: str
    body: str
    is_visible: bool
    is_quiet: bool
    visibility: str
    badge: int | None
    arrived_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Look:
    """The part of a push that each platform spells its own way."""

    notice: dict[str, Any]
    replaces: str | None
    collapses: str | None
    is_quiet: bool
    expires_at: datetime
    data: dict[str, str] | None = None
    visibility: str = "PUBLIC"
    badge: int | None = None


def guess_platform(message: dict[str, Any]) -> Platform:
    """Tell what kind of phone an unknown address belongs to by the only part that speaks to it."""
    if not message.get("android"):
        if message.get("apns"):
            return Platform.IOS
        if message.get("webpush"):
            return Platform.WEB
    return Platform.ANDROID


def read_push(message: dict[str, Any], platform: Platform, now: datetime) -> Push:
    look = _LOOKS[platform](message, now)
    notice = (message.get("notification") or {}) | {k: v for k, v in look.notice.items() if v is not None}
    data = look.data or message.get("data") or {}
    title, body = (_text(notice.get(name)) for name in ("title", "body"))
    return Push(
        notification_id=data.get("notification_id"),
        replaces=look.replaces,
        collapses=look.collapses,
        title=title,
        body=body,
        is_visible=bool(title or body),
        is_quiet=look.is_quiet,
        visibility=look.visibility,
        badge=look.badge,
        arrived_at=now,
        expires_at=look.expires_at,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _android(message: dict[str, Any], now: datetime) -> _Look:
    android = message.get("android") or {}
    notice = android.get("notification") or {}
    priority = _either(notice, "notification_priority", "notificationPriority")
    ttl = android.get("ttl")
    return _Look(
        notice=notice,
        replaces=notice.get("tag"),
        collapses=_either(android, "collapse_key", "collapseKey"),
        is_quiet=_either(notice, "channel_id", "channelId") == _QUIET_CHANNEL
        or priority in ("PRIORITY_MIN", "PRIORITY_LOW"),
        expires_at=now + (timedelta(seconds=float(ttl[:-1])) if ttl else _LONGEST_KEPT),
        data=android.get("data"),
        visibility=notice.get("visibility") or "PRIVATE",
        badge=_either(notice, "notification_count", "notificationCount"),
    )


def _ios(message: dict[str, Any], now: datetime) -> _Look:
    apns = message.get("apns") or {}
    headers = {name.lower(): value for name, value in (apns.get("headers") or {}).items()}
    aps = (apns.get("payload") or {}).get("aps") or {}
    alert = aps.get("alert") or {}
    collapse_id = headers.get("apns-collapse-id")
    return _Look(
        notice={"body": alert} if isinstance(alert, str) else alert,
        replaces=collapse_id,
        collapses=collapse_id,
        is_quiet=aps.get("interruption-level") == "passive" or headers.get("apns-priority") == "1",
        expires_at=_apns_expiry(headers.get("apns-expiration"), now),
        badge=aps.get("badge"),
    )


def _apns_expiry(header: str | None, now: datetime) -> datetime:
    """`0` tells APNs to try once and keep nothing; any other number is an instant."""
    if header is None:
        return now + _LONGEST_KEPT
    seconds = int(header)
    return now if seconds == 0 else datetime.fromtimestamp(min(seconds, _FOREVER.timestamp()), UTC)


def _web(message: dict[str, Any], now: datetime) -> _Look:
    webpush = message.get("webpush") or {}
    headers = {name.lower(): value for name, value in (webpush.get("headers") or {}).items()}
    notice = webpush.get("notification") or {}
    ttl = headers.get("ttl")
    return _Look(
        notice=notice,
        replaces=_text(notice.get("tag")) or None,
        collapses=headers.get("topic"),
        is_quiet=notice.get("silent") is True or headers.get("urgency") in ("very-low", "low"),
        expires_at=now + (min(timedelta(seconds=int(ttl[:9])), _LONGEST_KEPT) if ttl else _LONGEST_KEPT),
        data=webpush.get("data"),
    )


def _either(part: dict[str, Any], snake: str, camel: str) -> Any:
    value = part.get(snake)
    return part.get(camel) if value is None else value


_LOOKS = {Platform.ANDROID: _android, Platform.IOS: _ios, Platform.WEB: _web}
