"""Mails as they came, the last few hundred. Only their plain text is read: nothing in them is ever run or fetched."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from backend.push_inbox.state import write_private

_MOST_MAILS = 200
# What Python's parser raises for mail that nobody should have written.
_UNREADABLE = (MessageError, LookupError, ValueError, AttributeError, TypeError)
# Of the many headers of a mail, those that say who sent what in answer to what.
_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted")


@dataclass(frozen=True, slots=True)
class Mail:
    """`sender` and `recipients` are those of the envelope, `headers` what the mail itself says."""

    id: int
    received_at: str
    sender: str
    recipients: list[str]
    headers: dict[str, str]
    text: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class Mails:
    """Kept in a file, so that they outlive a restart."""

    def __init__(self, state: Path) -> None:
        self._file = state / "mails.json"
        kept: dict[str, Any] = json.loads(self._file.read_bytes()) if self._file.exists() else {}
        self._last_id = int(kept.get("last_id", 0))
        self._mails = deque((Mail(**row) for row in kept.get("mails", ())), maxlen=_MOST_MAILS)

    def add(self, content: bytes, *, sender: str, recipients: Sequence[str], now: datetime) -> Mail:
        self._last_id += 1
        message = message_from_bytes(content, policy=policy.default)
        mail = Mail(
            id=self._last_id,
            received_at=now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            sender=sender,
            recipients=list(recipients),
            headers=dict(_headers_of(message)),
            text=_text_of(message),
        )
        self._mails.append(mail)
        self._save()
        return mail

    def all(self) -> list[Mail]:
        """Return them in the order they came."""
        return list(self._mails)

    def reset(self) -> None:
        self._mails.clear()
        self._save()

    def _save(self) -> None:
        kept = {"last_id": self._last_id, "mails": [mail.as_json() for mail in self._mails]}
        write_private(self._file, json.dumps(kept).encode())


def _headers_of(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for name in _HEADERS:
        try:
            value = message[name]
        except _UNREADABLE:
            value = "(unreadable)"
        if value is not None:
            yield name.lower(), str(value)


def _text_of(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain",))
        return str(part.get_content()).replace("\r\n", "\n") if part else "(This mail has no plain text.)"
    except _UNREADABLE:
        return "(This mail cannot be read.)"
