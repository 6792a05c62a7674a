"""Our own client: one keep-alive HTTP/1.1 pool and one event loop per process, and no retries.

firebase-admin opens a thread per message, repeats a POST whose reply it could not read, and reports what it
sent twice as one success. aiohttp carries ten times the messages for the same CPU.
"""

import asyncio
import atexit
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import aiohttp
import firebase_admin

from notifications.fcm.bearer import Bearer, NoBearerError
from notifications.fcm.credentials import Channel
from notifications.fcm.outcomes import ChannelDown, Outcome, Unknown, read_answer

if sys.platform != "win32":
    from uvloop import new_event_loop
else:
    from asyncio import new_event_loop

# With c connections and latency L a sender makes c / L messages a second: 300 at 50 ms are 6000.
CONNECTIONS = 300
TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)
REPLIES_AT_ONCE = 100
REPLIES_WITHIN_SECONDS = 0.2
# The same two headers that firebase-admin sends; a contract test compares them.
HEADERS = {
    "Content-Type": "application/json",
    "X-GOOG-API-FORMAT-VERSION": "2",
    "X-FIREBASE-CLIENT": f"fire-admin-python/{firebase_admin.__version__}",
}


@dataclass(frozen=True)
class Request:
    """An encoded message; `key` comes back with its outcome."""

    key: Any
    body: bytes


@dataclass(frozen=True)
class Reply:
    key: Any
    outcome: Outcome


class Client:
    """Sends through one channel. Made once per process and used from any thread."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fcm", daemon=True)
        self._thread.start()
        self._session, self._bearer = self._run(self._open()).result()

    def send(self, requests: Sequence[Request], *, start_until: float) -> Iterator[list[Reply]]:
        """Send all and yield replies early: 100 at a time, or what came within 200 ms.

        Nothing is started once `time.monotonic()` has reached `start_until`; such requests get no reply.
        """
        replies: SimpleQueue[Reply | None] = SimpleQueue()
        sending = self._run(self._send_all(requests, start_until, replies))
        is_open = True
        while is_open:
            batch, is_open = _gather(replies)
            if batch:
                yield batch
        sending.result()

    def close(self) -> None:
        self._run(self._session.close()).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Any) -> "Future[Any]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _open(self) -> tuple[aiohttp.ClientSession, Bearer]:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        session = aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, headers=HEADERS)
        return session, Bearer(self.channel.credentials)

    async def _send_all(
        self, requests: Sequence[Request], start_until: float, replies: "SimpleQueue[Reply | None]"
    ) -> None:
        waiting = iter(requests)
        try:
            workers = min(CONNECTIONS, len(requests))
            await asyncio.gather(*(self._work(waiting, start_until, replies) for _ in range(workers)))
        finally:
            replies.put(None)

    async def _work(self, waiting: Iterator[Request], start_until: float, replies: "SimpleQueue[Reply | None]") -> None:
        for request in waiting:
            if time.monotonic() >= start_until:
                return
            replies.put(Reply(request.key, await self._send_one(request.body)))

    async def _send_one(self, body: bytes) -> Outcome:
        try:
            headers = {"Authorization": await self._bearer.header()}
        except NoBearerError:
            return ChannelDown("NO_BEARER")
        try:
            async with self._session.post(
                self.channel.send_url, data=body, headers=headers, allow_redirects=False
            ) as response:
                return read_answer(response.status, response.headers, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unknown(type(error).__name__, is_transport=True)


def client_of(channel: Channel) -> Client:
    """Return this process's client for the channel."""
    with _lock:
        client = _clients.get(channel)
        if client is None:
            client = _clients[channel] = Client(channel)
        return client


def _gather(replies: "SimpleQueue[Reply | None]") -> tuple[list[Reply], bool]:
    """Return the next batch, and whether more can come."""
    batch: list[Reply] = []
    deadline = time.monotonic() + REPLIES_WITHIN_SECONDS
    while len(batch) < REPLIES_AT_ONCE:
        try:
            reply = replies.get(timeout=max(deadline - time.monotonic(), 0.001))
        except Empty:
            return batch, True
        if reply is None:
            return batch, False
        batch.append(reply)
    return batch, True


def _forget_after_fork() -> None:
    # Threads do not survive a fork: a child makes loop and connections of its own.
    global _lock
    _lock = threading.Lock()
    _clients.clear()


def _close_all() -> None:
    for client in _clients.values():
        client.close()


_lock = threading.Lock()
_clients: dict[Channel, Client] = {}
os.register_at_fork(after_in_child=_forget_after_fork)
atexit.register(_close_all)
