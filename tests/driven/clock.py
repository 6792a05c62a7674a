"""Setting the clock of a story."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from tests.driven import following

BEGIN = """
CREATE SCHEMA driven;
CREATE TABLE driven.clock (ahead interval NOT NULL);
INSERT INTO driven.clock VALUES (interval '0');
CREATE FUNCTION driven.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM driven.clock';
"""
# Before pg_catalog, which is first otherwise; new tables still land in public.
SEARCH_PATH = "public, driven, pg_catalog"


@dataclass(frozen=True)
class Clock:
    file: Path

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before the arguments of a Python program that follows this clock."""
        return ("-m", following.__name__, str(self.file))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead()

    def move_to(self, instant: datetime) -> None:
        """Set every clock, forward only, and wait until all processes have seen it."""
        ahead = instant - datetime.now(UTC)
        if ahead < self._ahead():
            raise ValueError("A clock that is set back makes no story.")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE driven.clock SET ahead = make_interval(secs => %s)", [ahead.total_seconds()])
        self._write(ahead)
        time.sleep(10 * following.POLL_SECONDS)

    def _ahead(self) -> timedelta:
        return timedelta(seconds=float(self.file.read_text()))

    def _write(self, ahead: timedelta) -> None:
        part = self.file.with_suffix(".part")
        part.write_text(str(ahead.total_seconds()))
        part.replace(self.file)


@contextmanager
def driven_clock(folder: Path) -> Iterator[Clock]:
    """Make the clock, at the real time. Whoever connects to the database of this test reads it there."""
    file = folder / "ahead"
    file.write_text("0")
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(BEGIN)
        cursor.execute(f"ALTER DATABASE {name} SET search_path = {SEARCH_PATH}")
    try:
        yield Clock(file)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} RESET search_path")
            cursor.execute("DROP SCHEMA driven CASCADE")
