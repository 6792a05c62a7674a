"""Our own client: one keep-alive HTTP/1.1 pool and one event loop per process, and no retries.

firebase-admin opens a thread per message, repeats a POST whose reply it could not read, and reports what it
sent twice as one success. aiohttp carries ten times the messages for the same CPU.
"""

import asyncio
import atexit
import gc
import math
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
import firebase_admin
from yarl import URL

from notifications.fcm.bearer import Bearer, NoBearerError
from notifications.fcm.credentials import Channel
from notifications.fcm.outcomes import ChannelDown, Outcome, RetryAfter, Unknown, read_answer

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


@dataclass(frozen=True, slots=True)
class Request:
    """An encoded message; `key` comes back with its outcome. None of it starts after `start_until` (monotonic)."""

    key: Any
    body: bytes
    start_until: float = math.inf


@dataclass(frozen=True, slots=True)
class Reply:
    """No outcome: the request was not started."""

    key: Any
    outcome: Outcome | None


class Sending:
    """What one caller sends, batch after batch, over the connections of a client.

    A 401 or 429 halts it: what has not started then, or is too late to start, comes back without an outcome.
    """

    def __init__(self, client: "Client") -> None:
        self._client = client
        # Appended to by the event loop and taken from by the caller, who is woken for many at a time: to be woken for
        # each cost a third of the CPU.
        self._replies: deque[Reply] = deque()
        self._has_enough = threading.Event()
        self.unfinished = 0
        self.is_halted = False

    def start(self, requests: Sequence[Request]) -> None:
        """Begin to send; returns at once."""
        self.unfinished += len(requests)
        self._client.enqueue(self, requests)

    def replies(self) -> list[Reply]:
        """Return what has come once it is 100 replies or all, or else after 200 ms."""
        self._has_enough.wait(REPLIES_WITHIN_SECONDS)
        self._has_enough.clear()
        count = len(self._replies)
        self.unfinished -= count
        return [self._replies.popleft() for _ in range(count)]

    def close(self) -> None:
        """Start nothing more. What is under way ends by itself, and nobody hears of it."""
        self.is_halted = True

    def take(self, reply: Reply) -> None:
        """Called by the event loop."""
        if isinstance(reply.outcome, ChannelDown | RetryAfter):
            self.is_halted = True
        self._replies.append(reply)
        if len(self._replies) >= min(REPLIES_AT_ONCE, self.unfinished):
            self._has_enough.set()


class Client:
    """Sends through one channel. Made once per process and used from any thread."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        # First: where the credentials are wrong, no thread is left behind.
        self._bearer = Bearer(channel.credentials)
        _collect_garbage_seldom()
        self._url = URL(channel.send_url, encoded=True)
        self._waiting: deque[tuple[Sending, Request]] = deque()
        self._senders: set[asyncio.Task[None] | None] = set()
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fcm", daemon=True)
        self._thread.start()
        self._session = self._run(self._open()).result()

    def send(self, requests: Sequence[Request]) -> Iterator[list[Reply]]:
        """Send all and yield replies early."""
        with closing(Sending(self)) as sending:
            sending.start(requests)
            while sending.unfinished:
                if batch := sending.replies():
                    yield batch

    def enqueue(self, sending: Sending, requests: Sequence[Request]) -> None:
        self._loop.call_soon_threadsafe(self._add, sending, requests)

    def close(self) -> None:
        self._run(self._session.close()).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Any) -> "Future[Any]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _open(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            timeout=TIMEOUT,
            headers=HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
        )

    def _add(self, sending: Sending, requests: Sequence[Request]) -> None:
        """Queue requests, and see that there is a sender for each, up to the number of connections."""
        self._waiting.extend((sending, request) for request in requests)
        for _ in range(min(len(requests), CONNECTIONS - len(self._senders))):
            self._senders.add(self._loop.create_task(self._send_waiting()))

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                sending, request = self._waiting.popleft()
                if sending.is_halted or time.monotonic() >= request.start_until:
                    sending.take(Reply(request.key, None))
                else:
                    sending.take(Reply(request.key, await self._send_one(request.body)))
        finally:
            # Here and not in a callback, before which more could be queued: nobody would send it.
            self._senders.discard(asyncio.current_task())

    async def _send_one(self, body: bytes) -> Outcome:
        try:
            bearer = await self._bearer.header()
            headers = {"Authorization": bearer}
            response = await self._session.post(self._url, data=body, headers=headers, allow_redirects=False)
            if response.status == HTTPStatus.UNAUTHORIZED:
                self._bearer.forget(bearer)
            # Reading to the end gives the connection back.
            return read_answer(response.status, response.headers, await response.read())
        except NoBearerError:
            return ChannelDown("NO_BEARER")
        except Exception as error:
            # Broad, because a request without an outcome would be waited for forever.
            return Unknown(type(error).__name__, is_transport=True)


def client_of(channel: Channel) -> Client:
    """Return this process's client for the channel."""
    with _lock:
        client = _clients.get(channel)
        if client is None:
            client = _clients[channel] = Client(channel)
        return client


def _collect_garbage_seldom() -> None:
    """Each message makes some hundred objects; walking over them and all of Django so often cost a tenth of the CPU."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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
