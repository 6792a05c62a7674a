"""A neutral mail through Django's mail API, and what an answer of the mail server means.

Mail lies open in inboxes and on lock screens: it says that there is something, and nothing of what.
"""

import smtplib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notifications.fcm.outcomes import Accepted, ChannelDown, Outcome, Rejected, Unknown
from notifications.texts import text_of


@dataclass(frozen=True)
class Letter:
    """What one address is told; `locale` is empty where the reader's language is not known."""

    notification_id: UUID
    address: str
    locale: str


def compose(letter: Letter) -> EmailMessage:
    """Build the mail. Its id is the same at each attempt: a repeat is one mail, or stands beside the first."""
    return EmailMessage(
        subject=text_of("mail_subject", letter.locale),
        body=f"{text_of('mail_body', letter.locale)}\n\n{settings.PUBLIC_URL}/console/\n",
        to=[letter.address],
        headers={
            "Message-ID": f"<{letter.notification_id}@{_own_domain()}>",
            # RFC 3834: no out-of-office reply to it.
            "Auto-Submitted": "auto-generated",
        },
    )


def send(letters: Sequence[Letter], *, start_until: float) -> Iterator[Outcome]:
    """Send one after the other and yield what became of each; stop early when the server itself fails.

    Nothing is started once `time.monotonic()` has reached `start_until`.
    """
    server = get_connection()
    try:
        for letter in letters:
            if time.monotonic() >= start_until:
                return
            outcome = _send_one(server, compose(letter))
            yield outcome
            if is_server_at_fault(outcome):
                return
    finally:
        _close(server)


def is_server_at_fault(outcome: Outcome) -> bool:
    """Tell whether the next mail would fare no better."""
    return isinstance(outcome, ChannelDown) or (isinstance(outcome, Unknown) and outcome.is_transport)


def _send_one(server: Any, message: EmailMessage) -> Outcome:
    try:
        server.open()
    except smtplib.SMTPResponseException as error:
        return ChannelDown(f"SMTP_{error.smtp_code}")
    except (smtplib.SMTPException, OSError) as error:
        return ChannelDown(type(error).__name__)
    try:
        server.send_messages([message])
    except (smtplib.SMTPException, OSError) as error:
        return read_error(error)
    except ValueError:
        # An address that cannot be written into a mail: it must not hold up the letters behind it.
        return Rejected("INVALID_ADDRESS")
    return Accepted(message.extra_headers["Message-ID"])


def read_error(error: Exception) -> Outcome:
    """Tell what a failed mail means: 5xx is for good, 4xx and a lost connection are not (RFC 5321, 4.2.1)."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
            return _of_code(codes[0])
        case smtplib.SMTPSenderRefused() if error.smtp_code >= 500:
            # Our own address is refused: no mail of ours would be taken.
            return ChannelDown(f"SMTP_{error.smtp_code}")
        case smtplib.SMTPResponseException():
            return _of_code(error.smtp_code)
    return Unknown(type(error).__name__, is_transport=True)


def _of_code(code: int) -> Outcome:
    return Rejected(f"SMTP_{code}") if code >= 500 else Unknown(f"SMTP_{code}", is_transport=code == 421)


def _own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _close(server: Any) -> None:
    """Leave without a word: a server that hangs would be waited for once more, at QUIT."""
    connection, server.connection = getattr(server, "connection", None), None
    if connection is not None:
        connection.close()
