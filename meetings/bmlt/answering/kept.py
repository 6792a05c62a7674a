"""The answers of this process: those to the same question stay the same until a listing changes.

Which change was the last is one indexed query (sequence.current_with_structure); while it stays, a repeated question
costs nothing more. What authority opens is never kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from meetings.bmlt.answering.packed import Packed

Version = tuple[str, int, int]
# For all kept answers of a process together, and half of it for one: a world of 76,000 meetings takes about 8 MB.
MAX_BYTES = 64 * 1024 * 1024
# So that a burst of one question is worked out once; different questions seldom wait for one another.
LOCKS = 64


class KeptAnswers:
    """Answers of one version of the listing, least recently used first out."""

    def __init__(self, *, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._answers: OrderedDict[bytes, Packed] = OrderedDict()
        self._bytes = 0
        self._version: Version | None = None
        self._lock = threading.Lock()
        self._making = tuple(threading.Lock() for _ in range(LOCKS))

    def get(self, version: Version, question: bytes) -> Packed | None:
        with self._lock:
            if version != self._version:
                return None
            answer = self._answers.get(question)
            if answer is not None:
                self._answers.move_to_end(question)
            return answer

    def get_or_make(self, version: Version, question: bytes, make: Callable[[], Packed]) -> Packed:
        """Return the kept answer, else make it, once for all who wait for it."""
        with self._making[question[0] % LOCKS]:
            kept = self.get(version, question)
            if kept is None:
                kept = make()
                self._keep(version, question, kept)
            return kept

    def _keep(self, version: Version, question: bytes, answer: Packed) -> None:
        size = len(answer.deflated)
        with self._lock:
            if self._is_over(version) or size > self._max_bytes // 2:
                return
            if version != self._version:
                self._answers.clear()
                self._version, self._bytes = version, 0
            self._answers[question] = answer
            self._bytes += size
            while self._bytes > self._max_bytes:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= len(oldest.deflated)

    def _is_over(self, version: Version) -> bool:
        """Whether a later version of the same history is kept: what took long must not push it out."""
        present = self._version
        return present is not None and version[0] == present[0] and version < present


KEPT = KeptAnswers()
