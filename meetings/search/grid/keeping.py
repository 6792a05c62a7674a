"""One board for all threads of a process, a second behind the listing at most.

It is made on first use, by a thread of its own, and again after a large change; meanwhile the database answers. Whoever
answers from it sees with the documents whether the listing has gone on (find.find_on_board).
"""

import threading
import time

import structlog
from django.conf import settings
from django.db import connection

from meetings.search.grid import reading
from meetings.search.grid.board import Board
from meetings.stored import sequence

FRESH_SECONDS = 1.0
# For who has seen that it is behind. While very many write, the database answers meanwhile.
HURRIED_SECONDS = 0.01
RETRY_SECONDS = 10.0
# Beyond so many changes looking through them takes longer than the grid.
MOST_CHANGES = 2_000

log = structlog.get_logger("meetings.search")


class Keeper:
    """Hands out the board. Whoever comes long enough after the last look has a look; the others take what is there."""

    def __init__(self) -> None:
        self._board: Board | None = None
        self._looked_at = -FRESH_SECONDS
        self._looking = threading.Lock()
        self._building: threading.Thread | None = None
        self._failed_at = -RETRY_SECONDS

    def board(self, oldest_seconds: float) -> Board | None:
        """Return what was seen so many seconds ago, or later; None while there is none to rely on."""
        if time.monotonic() - self._looked_at < oldest_seconds:
            return self._board
        if not self._looking.acquire(blocking=False):
            return self._board
        try:
            self.look_again()
            return self._board
        finally:
            self._looking.release()

    def look_again(self) -> None:
        """Catch up with the listing, or begin to read it whole."""
        self._look()
        self._looked_at = time.monotonic()

    def read_whole(self) -> None:
        self._board = reading.read_whole()

    def _look(self) -> None:
        board, (epoch, seq) = self._board, sequence.current()
        if board is None or board.epoch != epoch or board.seq > seq:
            # Another history: what is known means nothing in it.
            self._board = None
            self._build()
        elif board.seq < seq:
            self._board = reading.read_changes(board, seq, at_most=MOST_CHANGES)
            if self._board is None or len(self._board.changed) > MOST_CHANGES:
                self._build()

    def _build(self) -> None:
        if (self._building and self._building.is_alive()) or time.monotonic() - self._failed_at < RETRY_SECONDS:
            return
        self._building = threading.Thread(target=self._build_aside, name="meeting-grid", daemon=True)
        self._building.start()

    def _build_aside(self) -> None:
        try:
            self.read_whole()
        except Exception:
            # The database answers without it; a search must not end because of it.
            self._failed_at = time.monotonic()
            log.exception("meeting_grid_failed")
        finally:
            connection.close()


_keeper = Keeper()


def board(oldest_seconds: float) -> Board | None:
    """Return the board of this process; None where there is none yet, or none is wanted."""
    return _keeper.board(oldest_seconds) if settings.SEARCH_GRID else None
