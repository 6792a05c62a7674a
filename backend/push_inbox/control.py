"""The addresses that are not Google's: journal, behaviour, phones, mails, and the page with its live stream."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from backend.push_inbox.behaviour import BehaviourError, parse_behaviour
from backend.push_inbox.guard import SECURITY_HEADERS
from backend.push_inbox.live import Inbox
from backend.push_inbox.phones.phone import Phone
from backend.push_inbox.phones.receipts import Event
from backend.push_inbox.phones.registry import PhoneError

_PAGE = Path(__file__).parent / "page"
_PAGE_FILES = {
    "": ("index.html", "text/html"),
    "inbox.css": ("inbox.css", "text/css"),
    "inbox.js": ("inbox.js", "text/javascript"),
    "mails.js": ("mails.js", "text/javascript"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}
_LONGEST_WAIT_SECONDS = 60.0
# Also how soon the page sees that a waiting message has expired.
_HEARTBEAT_SECONDS = 5.0
# Changes within this time reach the page as one, so a benchmark does not drown it.
_PICTURE_EVERY_SECONDS = 0.15
_ACTIONS = {"open": Event.OPENED, "dismiss": Event.DISMISSED}

JsonHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/journal", _reported(self.read_journal)),
            web.get("/behaviour", self.show_behaviour),
            web.post("/behaviour", _reported(self.set_behaviour)),
            web.post("/reset", self.reset),
            web.get("/phones", self.list_phones),
            web.post("/phones", _reported(self.register_phone)),
            web.post("/phones/{address}/switches", _reported(self.switch_phone)),
            web.post("/phones/{address}/notices/{notice}", _reported(self.settle_notice)),
            web.get("/events", self.stream_events),
            web.get("/mails", self.list_mails),
            web.get("/{file:|inbox\\.css|inbox\\.js|mails\\.js|icon\\.svg}", show_page),
        ]

    async def read_journal(self, request: web.Request) -> web.StreamResponse:
        after = _number(request, "after", 0)
        await self._wait_for_lines(after, _number(request, "wait", 0.0))
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson", "Cache-Control": "no-store"})
        await response.prepare(request)
        for chunk in self._inbox.journal.read(int(after)):
            await response.write(chunk)
        await response.write_eof()
        return response

    async def show_behaviour(self, _request: web.Request) -> web.Response:
        return web.json_response(self._inbox.behaviour.as_json())

    async def set_behaviour(self, request: web.Request) -> web.Response:
        self._inbox.behaviour = parse_behaviour(await _json(request))
        self._inbox.signal.fire()
        return web.json_response(self._inbox.behaviour.as_json())

    async def reset(self, _request: web.Request) -> web.Response:
        self._inbox.reset()
        return web.json_response({"seq": self._inbox.journal.last_seq})

    async def list_phones(self, _request: web.Request) -> web.Response:
        self._inbox.phones.drop_expired(datetime.now(UTC))
        return web.json_response({"phones": [phone.as_json() for phone in self._inbox.phones.all()]})

    async def register_phone(self, request: web.Request) -> web.Response:
        phone = self._inbox.phones.register(await _json(request))
        return self._changed(phone)

    async def switch_phone(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        self._inbox.phones.switch(phone, await _json(request), datetime.now(UTC))
        return self._changed(phone)

    async def settle_notice(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        body = await _json(request)
        event = _ACTIONS.get(body.get("action", "")) if isinstance(body, dict) else None
        if event is None:
            raise PhoneError(f"action must be one of {', '.join(_ACTIONS)}.")
        if not self._inbox.phones.settle(phone, request.match_info["notice"], event, datetime.now(UTC)):
            raise web.HTTPNotFound(text="That notice is no longer on the lock screen.")
        return self._changed(phone)

    async def list_mails(self, _request: web.Request) -> web.Response:
        mails = [mail.as_json() for mail in self._inbox.mails.all()]
        return web.json_response({"mails": mails}, headers={"Cache-Control": "no-store"})

    async def stream_events(self, request: web.Request) -> web.StreamResponse:
        """Send the picture at once and after each change, as server-sent events."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        seen_seq = 0
        while True:
            count = self._inbox.signal.count
            self._inbox.phones.drop_expired(datetime.now(UTC))
            await response.write(b"data: " + self._inbox.picture(seen_seq) + b"\n\n")
            seen_seq = self._inbox.journal.last_seq
            await asyncio.sleep(_PICTURE_EVERY_SECONDS)
            await self._inbox.signal.wait_past(count, seconds=_HEARTBEAT_SECONDS)

    def _changed(self, phone: Phone) -> web.Response:
        self._inbox.signal.fire()
        return web.json_response(phone.as_json())

    def _phone(self, request: web.Request) -> Phone:
        phone = self._inbox.phones.find(request.match_info["address"])
        if phone is None:
            raise web.HTTPNotFound(text="No phone has that address.")
        return phone

    async def _wait_for_lines(self, after: float, seconds: float) -> None:
        deadline = asyncio.get_running_loop().time() + min(seconds, _LONGEST_WAIT_SECONDS)
        while self._inbox.journal.last_seq <= after:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return
            await self._inbox.signal.wait_past(self._inbox.signal.count, seconds=left)


async def show_page(request: web.Request) -> web.Response:
    name, content_type = _PAGE_FILES[request.match_info["file"]]
    return web.Response(
        body=(_PAGE / name).read_bytes(),
        content_type=content_type,
        charset="utf-8",
        headers=SECURITY_HEADERS | {"Cache-Control": "no-cache"},
    )


def _reported(handler: JsonHandler) -> JsonHandler:
    """Turn what the caller got wrong into a 400 that says so."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (BehaviourError, PhoneError) as error:
            return web.json_response({"error": {"code": 400, "message": str(error)}}, status=400)

    return handle


async def _json(request: web.Request) -> object:
    try:
        return json.loads(await request.read())
    except ValueError as error:
        raise BehaviourError("The body is not JSON.") from error


def _number(request: web.Request, name: str, default: float) -> float:
    text = request.query.get(name, str(default))
    if not text.replace(".", "", 1).isdigit() or not text.isascii():
        raise BehaviourError(f"{name} must be a number that is not negative.")
    return float(text)
