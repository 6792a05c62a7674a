"""One simulated telephone: its lock screen, and what waits for it while it is offline."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from backend.push_inbox.phones.lock_screen import Platform, Push

# With more pending than this FCM drops all (savoirfairelinux/opendht#871, signalapp/Signal-Android#1881).
_MOST_WAITING = 100
_MOST_NOTICES = 50
_notice_ids = count(1)


@dataclass(frozen=True, slots=True)
class ReceiptTarget:
    """Where the app on this phone reports what became of a notice, and the token it signs in with."""

    url: str
    token: str
    installation_id: str | None = None


@dataclass(slots=True)
class Notice:
    push: Push
    shown_at: datetime
    times_shown: int = 1
    is_withdrawn: bool = False
    id: str = field(default_factory=lambda: str(next(_notice_ids)))

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "notification_id": self.push.notification_id,
            "tag": self.push.replaces,
            "title": self.push.title,
            "body": self.push.body,
            "quiet": self.push.is_quiet,
            "visibility": self.push.visibility.lower(),
            "shown_at": self.shown_at.isoformat(),
            "times_shown": self.times_shown,
            "withdrawn": self.is_withdrawn,
        }


@dataclass(slots=True)
class Phone:
    """`address` is the hash that the journal calls it by; the registration token itself is not kept."""

    address: str
    label: str
    platform: Platform
    tzid: str = "UTC"
    receipts: ReceiptTarget | None = None
    is_registered: bool = False
    is_offline: bool = False
    is_uninstalled: bool = False
    notices: list[Notice] = field(default_factory=list)
    waiting: list[Push] = field(default_factory=list)
    badge: int | None = None
    dropped: int = 0
    last_receipt: str | None = None

    def receive(self, push: Push, now: datetime) -> Notice | None:
        """Take a push; return the notice if the person sees a new one."""
        if self.is_offline:
            self._hold(push)
            return None
        return self._show(push, now)

    def go_online(self, now: datetime) -> list[Notice]:
        """Deliver what still counts, in the order it was sent; return the new notices."""
        self.drop_expired(now)
        pending, self.waiting = self.waiting, []
        self.is_offline = False
        return [notice for push in pending if (notice := self._show(push, now))]

    def drop_expired(self, now: datetime) -> None:
        """Forget what has outlived its time to live while it waited."""
        current = [push for push in self.waiting if push.expires_at > now]
        self.dropped += len(self.waiting) - len(current)
        self.waiting = current

    def uninstall(self) -> None:
        self.is_uninstalled = True
        self.clear()

    def take(self, notice_id: str) -> Notice | None:
        """Remove a notice from the lock screen, as opening or dismissing it does."""
        for notice in self.notices:
            if notice.id == notice_id:
                self.notices.remove(notice)
                return notice
        return None

    def open_app(self) -> None:
        """Let the app look around: what was withdrawn while it slept goes."""
        self.notices = [notice for notice in self.notices if not notice.is_withdrawn]

    def clear(self) -> None:
        self.notices.clear()
        self.waiting.clear()
        self.badge = None
        self.dropped = 0
        self.last_receipt = None

    def as_json(self) -> dict[str, Any]:
        return {
            "address": self.address,
            "label": self.label,
            "platform": self.platform,
            "tzid": self.tzid,
            "registered": self.is_registered,
            "offline": self.is_offline,
            "uninstalled": self.is_uninstalled,
            "waiting": len(self.waiting),
            "dropped": self.dropped,
            "badge": len(self.notices) if self.badge is None else self.badge,
            "sends_receipts": self.receipts is not None,
            "installation_id": self.receipts.installation_id if self.receipts else None,
            "last_receipt": self.last_receipt,
            "notices": [notice.as_json() for notice in self.notices],
        }

    def _hold(self, push: Push) -> None:
        if push.collapses:
            self.waiting = [held for held in self.waiting if held.collapses != push.collapses]
        self.waiting.append(push)
        if len(self.waiting) > _MOST_WAITING:
            self.dropped += len(self.waiting)
            self.waiting.clear()

    def _show(self, push: Push, now: datetime) -> Notice | None:
        if push.badge is not None:
            self.badge = push.badge
        if not push.is_visible:
            self._withdraw(push.notification_id)
            return None
        replaced = self._replaced_by(push)
        notice = Notice(push, now)
        if replaced:
            self.notices.remove(replaced)
            notice.id, notice.times_shown = replaced.id, replaced.times_shown + 1
        self.notices.insert(0, notice)
        del self.notices[_MOST_NOTICES:]
        return None if replaced else notice

    def _withdraw(self, notification_id: str | None) -> None:
        """Take notices away; the system wakes the app for that, but on iOS it need not, and here never does.

        "Pushing background updates to your App", Apple: low priority, throttled, none for an app that was closed.
        """
        for notice in [n for n in self.notices if notification_id and n.push.notification_id == notification_id]:
            if self.platform is Platform.IOS:
                notice.is_withdrawn = True
            else:
                self.notices.remove(notice)

    def _replaced_by(self, push: Push) -> Notice | None:
        if not push.replaces:
            return None
        return next((notice for notice in self.notices if notice.push.replaces == push.replaces), None)
