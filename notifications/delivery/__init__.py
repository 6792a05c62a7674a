"""Delivering: what is due is claimed, asked again whether it may ring, sent and settled."""

from notifications.delivery.delivering import Clock, deliver_due
from notifications.workers import sending_as

__all__ = ["Clock", "deliver_due", "sending_as"]
