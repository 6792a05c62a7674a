"""Ids that are computed, not drawn.

Repeating a step makes the same row, and nothing on the wire can be guessed.
"""

from datetime import UTC, datetime
from uuid import UUID

from backend.api.secrets import keyed_hash


def occurrence_id(schedule_id: UUID, at: datetime) -> UUID:
    """Name one occurrence of a schedule: the `notification_id` that app, receipts and history speak of."""
    return _named("occurrence", schedule_id.bytes, at.astimezone(UTC).isoformat().encode())


def notification_id(about: tuple[str, UUID], recipient_id: UUID) -> UUID:
    """Name the notice about one thing to one recipient, where no schedule stands behind it."""
    return _named("notification", about[0].encode(), about[1].bytes, recipient_id.bytes)


def delivery_id(notification: UUID, stage: int, address_id: UUID | None) -> UUID:
    """Name one delivery: a stage of a notification to one address; None stands for "there was no address"."""
    return _named("delivery", notification.bytes, bytes([stage]), address_id.bytes if address_id else b"")


def _named(purpose: str, *parts: bytes) -> UUID:
    return UUID(bytes=keyed_hash(purpose, *parts)[:16])
