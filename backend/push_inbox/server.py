"""The process: open the state, listen, say where, serve until told to stop."""

import asyncio
import json
import logging
import signal
import socket
from pathlib import Path

from aiohttp import web

from backend.push_inbox.control import Control
from backend.push_inbox.fcm.send import Gateway
from backend.push_inbox.fcm.service_account import TokenDesk, open_account
from backend.push_inbox.guard import guard
from backend.push_inbox.journal import Journal
from backend.push_inbox.live import Inbox, Signal
from backend.push_inbox.mail import receiving
from backend.push_inbox.mail.mails import Mails
from backend.push_inbox.phones.receipts import Receipts
from backend.push_inbox.phones.registry import Phones
from backend.push_inbox.state import write_private

_log = logging.getLogger(__name__)
_LARGEST_BODY_BYTES = 1 << 18
_SHUTDOWN_SECONDS = 0.25
_BACKLOG = 1024


async def serve(host: str, port: int, smtp_port: int, state: Path) -> None:
    """Serve until SIGTERM or SIGINT; raises OSError for a taken port, JournalInUseError for a taken state."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    journal = Journal(state)
    ready_file = state / "push_inbox.json"
    ready_file.unlink(missing_ok=True)
    listener, smtp_listener = _listen(host, port), _listen(host, smtp_port)
    url, smtp_url = _url("http", listener), _url("smtp", smtp_listener)
    account, credentials = open_account(state, url=url)
    changes = Signal()
    receipts = Receipts(on_change=changes.fire)
    inbox = Inbox(journal, Phones(state, receipts), Mails(state), changes)
    runner = await _start(build_app(inbox, receipts, TokenDesk(account)), listener)
    mail_server = await receiving.listen(inbox, smtp_listener)
    ready = {"url": url, "credentials": str(credentials.resolve()), "smtp": smtp_url}
    write_private(ready_file, json.dumps(ready).encode())
    _log.info("Push inbox ready at %s, mail at %s", url, smtp_url)
    try:
        await _until_told_to_stop()
    finally:
        ready_file.unlink(missing_ok=True)
        mail_server.close()
        await runner.cleanup()
        journal.close()


def build_app(inbox: Inbox, receipts: Receipts, tokens: TokenDesk) -> web.Application:
    gateway = Gateway(inbox, tokens)
    app = web.Application(middlewares=[guard], client_max_size=_LARGEST_BODY_BYTES)
    app.router.add_post("/v1/projects/{project}/messages:send", gateway.send)
    app.router.add_post("/token", gateway.trade_token)
    app.router.add_routes(Control(inbox).routes())

    async def close_receipts(_app: web.Application) -> None:
        await receipts.close()

    app.on_cleanup.append(close_receipts)
    return app


async def _start(app: web.Application, listener: socket.socket) -> web.AppRunner:
    # Cancellation is what ends a hung request and a stream of events when their reader leaves.
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    await web.SockSite(runner, listener, backlog=_BACKLOG).start()
    return runner


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=_BACKLOG)


def _url(scheme: str, listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


async def _until_told_to_stop() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
