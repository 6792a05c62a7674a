"""Asking two root servers the same, one query after the other."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meetings.moving_over.access_log import Recorded
from meetings.moving_over.answers import SERVER_INFO, Answer, Row, Tables, UnreadableAnswerError, read_answer
from meetings.moving_over.asking import GREETING, RootServer, UnansweredError
from meetings.moving_over.comparing import compare, explained_by, fuller
from meetings.moving_over.confirming import by_id, confirmed, questions
from meetings.moving_over.differences import Difference
from meetings.moving_over.queries import Query

# A server silent so many times running is gone: asking on would only fill the report.
SILENCES = 3


@dataclass(frozen=True)
class Compared:
    """`unanswered` says who gave no answer and why; then nothing was compared."""

    recorded: Recorded
    differences: tuple[Difference, ...] = ()
    unanswered: str = ""

    @property
    def is_explained(self) -> bool:
        return not self.unanswered and all(each.reason for each in self.differences)


@dataclass(frozen=True)
class Pair:
    old: RootServer
    new: RootServer


class ServerUnreachableError(Exception):
    """The message names the server and says why."""


def greet(servers: Pair) -> tuple[str, str]:
    """Return the versions of both. Raises ServerUnreachableError unless both are root servers."""
    return _version("old", servers.old), _version("new", servers.new)


def replay(recorded: Iterable[Recorded], servers: Pair, *, pause_seconds: float) -> Iterator[Compared]:
    """Raises ServerUnreachableError when a server falls silent for good."""
    silences = 0
    for number, each in enumerate(recorded):
        if number:
            time.sleep(pause_seconds)
        compared = _compared(each, servers)
        silences = silences + 1 if compared.unanswered else 0
        yield compared
        if silences == SILENCES:
            raise ServerUnreachableError(f"{compared.unanswered} ({SILENCES} times running)")


def _version(which: str, server: RootServer) -> str:
    try:
        answer = _answer(which, server, GREETING)
    except UnansweredError as error:
        raise ServerUnreachableError(f"{error} ({server.address})") from error
    rows = _tables(GREETING, answer).get(SERVER_INFO, [])
    if not rows:
        raise ServerUnreachableError(f"{which} server: no root server, HTTP {answer.status} ({server.address})")
    return str(rows[0].get("version", "unknown"))


def _compared(recorded: Recorded, servers: Pair) -> Compared:
    query, held = recorded.query, dict[str, Row]()
    try:
        differences = _differences(query, servers)
        more = fuller(query)
        if more is not None and not all(each.reason for each in differences):
            differences = explained_by(_differences(more, servers), differences, query)
        for question in questions(differences):
            held |= by_id(_tables(question, _answer("old", servers.old, question)))
    except UnansweredError as error:
        return Compared(recorded, unanswered=str(error))
    return Compared(recorded, tuple(confirmed(differences, held)))


def _differences(query: Query, servers: Pair) -> list[Difference]:
    return compare(query, _answer("old", servers.old, query), _answer("new", servers.new, query))


def _tables(query: Query, answer: Answer) -> Tables:
    try:
        return read_answer(query, answer) if answer.is_ok else {}
    except UnreadableAnswerError:
        return {}


def _answer(which: str, server: RootServer, query: Query) -> Answer:
    try:
        return server.ask(query)
    except UnansweredError as error:
        raise UnansweredError(f"{which} server: {error}") from error
