"""One delivery as the message that FCM takes: a neutral line, an opaque id, and nothing else.

Google and Apple carry it and strangers read it: it names no programme, person, meeting or check-in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from firebase_admin import messaging

DATA_VERSION = "1"
# "Set the lifespan of a message", Firebase docs: 28 days at most.
LONGEST_TTL = timedelta(days=28)


@dataclass(frozen=True)
class Push:
    """What is sent to one address: a `token` or `fid`, on `android`, `ios` or `web`."""

    notification_id: UUID
    address_kind: str
    address: str
    platform: str
    text: str
    is_urgent: bool
    expires_at: datetime


def compose(push: Push, *, now: datetime) -> messaging.Message:
    """Build firebase-admin's message. The same id replaces an earlier copy on the phone."""
    message = messaging.Message(
        notification=messaging.Notification(body=push.text),
        data={"notification_id": str(push.notification_id), "v": DATA_VERSION},
    )
    # Set afterwards: the constructor warns about `token`, which every app that reports no FID still needs.
    setattr(message, push.address_kind, push.address)
    ttl = max(min(push.expires_at - now, LONGEST_TTL), timedelta(0))
    match push.platform:
        case "android":
            message.android = _android(push, ttl)
        case "ios":
            message.apns = _apns(push, now + ttl)
        case "web":
            message.webpush = _webpush(push, ttl)
    return message


def encode(message: messaging.Message) -> bytes:
    """Return the request body; `str` of a message is firebase-admin's public encoder."""
    return b'{"message":' + str(message).encode() + b"}"


def _android(push: Push, ttl: timedelta) -> messaging.AndroidConfig:
    return messaging.AndroidConfig(
        priority="high" if push.is_urgent else "normal",
        ttl=timedelta(seconds=int(ttl.total_seconds())),
        notification=messaging.AndroidNotification(tag=str(push.notification_id), visibility="private"),
    )


def _apns(push: Push, until: datetime) -> messaging.APNSConfig:
    return messaging.APNSConfig(
        headers={
            "apns-collapse-id": str(push.notification_id),
            "apns-expiration": str(int(until.timestamp())),
            "apns-priority": "10" if push.is_urgent else "5",
            "apns-push-type": "alert",
        },
        payload=messaging.APNSPayload(aps=messaging.Aps(sound="default")),
    )


def _webpush(push: Push, ttl: timedelta) -> messaging.WebpushConfig:
    return messaging.WebpushConfig(
        headers={
            "TTL": str(int(ttl.total_seconds())),
            "Urgency": "high" if push.is_urgent else "normal",
            # RFC 8030 allows 32 characters.
            "Topic": push.notification_id.hex,
        },
        notification=messaging.WebpushNotification(tag=str(push.notification_id)),
    )
