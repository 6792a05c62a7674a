"""Reaching staff about an alert in other ways than a push: their work e-mail, and the pager behind a webhook."""

from notifications.second_paths.delivering import deliver_due

__all__ = ["deliver_due"]
