"""What is going on, for the page and for whoever waits: a signal, and the picture sent on each change."""

import asyncio
import json
from collections import Counter

from backend.push_inbox.behaviour import Behaviour, Outcome
from backend.push_inbox.journal import Journal
from backend.push_inbox.mail.mails import Mail, Mails
from backend.push_inbox.phones.registry import Phones

_NOTICES_PER_PHONE = 12
_JOURNAL_LINES = 60
_MAILS = 20
_MAIL_CHARACTERS = 4000


class Signal:
    """Counts changes and wakes those who wait for the next one; costs next to nothing while nobody does."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        self.count += 1
        while self._waiting:
            future = self._waiting.pop()
            if not future.done():
                future.set_result(None)

    async def wait_past(self, count: int, *, seconds: float) -> None:
        """Return once more than `count` changes have been counted, or after `seconds`."""
        if self.count > count:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(future)


class Inbox:
    """Everything the inbox remembers; one per process, touched from its event loop only."""

    def __init__(self, journal: Journal, phones: Phones, mails: Mails, signal: Signal) -> None:
        self.journal = journal
        self.phones = phones
        self.mails = mails
        self.signal = signal
        self.behaviour = Behaviour()
        self.counts: Counter[Outcome] = Counter()

    def reset(self) -> None:
        self.behaviour = Behaviour()
        self.counts.clear()
        self.phones.reset()
        self.mails.reset()
        self.journal.start_anew()
        self.signal.fire()

    def picture(self, after: int) -> bytes:
        """The state of the page as JSON, with the journal's newest lines past `after`."""
        state = json.dumps(
            {
                "seq": self.journal.last_seq,
                "first_seq": self.journal.first_seq,
                "counts": self.counts,
                "behaviour": _summary(self.behaviour),
                "phones": [_trimmed(phone.as_json()) for phone in self.phones.on_page()],
                "mails": [_shortened(mail) for mail in self.mails.all()[-_MAILS:]],
            }
        ).encode()
        # The journal's lines are JSON already; one is never taken apart to be put together again.
        lines = b",".join(line.rstrip() for line in self.journal.tail(after)[-_JOURNAL_LINES:])
        return state[:-1] + b',"journal":[' + lines + b"]}"


def _trimmed(phone: dict[str, object]) -> dict[str, object]:
    notices = phone["notices"]
    assert isinstance(notices, list)  # noqa: S101 - Phone.as_json() makes it one
    return phone | {
        "notices": notices[:_NOTICES_PER_PHONE],
        "more": max(len(notices) - _NOTICES_PER_PHONE, 0),
    }


def _shortened(mail: Mail) -> dict[str, object]:
    return mail.as_json() | {"text": mail.text[:_MAIL_CHARACTERS]}


def _summary(behaviour: Behaviour) -> list[str]:
    """Say in a few words what is simulated, so that nobody hunts a fault that was asked for."""
    parts = [f"{behaviour.latency_ms:g} ms latency"] if behaviour.latency_ms else []
    parts += [f"{share:.0%} {outcome}" for outcome, share in behaviour.mix.items() if share]
    if behaviour.addresses:
        parts.append(f"outcomes set for {len(behaviour.addresses)} addresses")
    return parts
