"""The listener: SMTP on loopback that takes mail for anybody and sends none."""

import asyncio
import logging
import socket
from datetime import UTC, datetime

from aiosmtpd.smtp import SMTP, Envelope, Session

from backend.push_inbox.live import Inbox

_LARGEST_MAIL_BYTES = 1 << 18
_IDLE_SECONDS = 60

# It tells of each connection.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Receiver:
    """What aiosmtpd calls; the names are its own."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = self._inbox.mails.add(
            content, sender=envelope.mail_from or "", recipients=envelope.rcpt_tos, now=datetime.now(UTC)
        )
        self._inbox.signal.fire()
        return f"250 OK: kept as {mail.id}"


async def listen(inbox: Inbox, listener: socket.socket) -> asyncio.Server:
    loop = asyncio.get_running_loop()

    def serve_one() -> SMTP:
        return SMTP(
            Receiver(inbox),
            hostname="push-inbox.localhost",
            ident="Push inbox",
            data_size_limit=_LARGEST_MAIL_BYTES,
            enable_SMTPUTF8=True,
            timeout=_IDLE_SECONDS,
            loop=loop,
        )

    return await loop.create_server(serve_one, sock=listener)
