"""Receipts: what the app on a phone reports to its own server when a notice is shown, opened or dismissed."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

import aiohttp

from backend.push_inbox.phones.phone import Notice, Phone, ReceiptTarget

_log = logging.getLogger(__name__)
# A server that restarts is back within seconds; the real app would ask again at its next start.
_RETRY_DELAYS_SECONDS = (0, 1, 4)
_TIMEOUT = aiohttp.ClientTimeout(total=5)
_MOST_IN_FLIGHT = 200


class Event(StrEnum):
    DISPLAYED = "displayed"
    OPENED = "opened"
    DISMISSED = "dismissed"


class Receipts:
    """Posts in the background, so that no answer to a sender waits on the sender's own server."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def report(self, phone: Phone, notice: Notice, event: Event, now: datetime) -> None:
        """Report an event of a notice that carries a notification id, if this phone sends receipts."""
        if phone.receipts is None or not notice.push.notification_id:
            return
        if len(self._tasks) >= _MOST_IN_FLIGHT:
            _log.warning("A receipt was dropped: %d are in flight.", len(self._tasks))
            return
        receipt = {
            "notification_id": notice.push.notification_id,
            "event": event.value,
            "at": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "via": "push",
        }
        task = asyncio.create_task(self._deliver(phone, phone.receipts, receipt))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._session:
            await self._session.close()

    async def _deliver(self, phone: Phone, target: ReceiptTarget, receipt: dict[str, str]) -> None:
        answer = ""
        for delay in _RETRY_DELAYS_SECONDS:
            await asyncio.sleep(delay)
            answer, is_settled = await self._post(target, receipt)
            if is_settled:
                break
        phone.last_receipt = f"{receipt['event']}: {answer}"
        self._on_change()

    async def _post(self, target: ReceiptTarget, receipt: dict[str, str]) -> tuple[str, bool]:
        """Return what to say of the answer, and whether asking again is pointless."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        headers = {"Authorization": f"Bearer {target.token}"}
        try:
            async with self._session.post(
                target.url, json=[receipt], headers=headers, allow_redirects=False
            ) as response:
                return str(response.status), response.status < 500
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return f"no answer ({type(error).__name__})", False
