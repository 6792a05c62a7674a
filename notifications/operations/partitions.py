"""The monthly partitions of the log, by UTC months of `due_at`: made ahead, dropped when old."""

from datetime import UTC, datetime

from django.db import connection, transaction
from psycopg import sql

PREFIX = "delivery_log_"

NAMES = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'delivery_log'::regclass AND c.relname <> 'delivery_log_default'
"""
STRAY_MONTHS = """
SELECT DISTINCT date_trunc('month', due_at, 'UTC') AS month FROM delivery_log_default ORDER BY month
"""
# Settlements wait for these locks: rather no partition today than a queue behind one slow reader.
PATIENCE = "SET LOCAL lock_timeout = '5s'"
CREATE = "CREATE TABLE {name} PARTITION OF delivery_log FOR VALUES FROM ({first}) TO ({after})"
# A month cannot get its partition while the default one holds rows of it. The log refuses DELETE, so the default
# partition is made anew, and what it held finds its way through the parent.
SET_ASIDE = """
LOCK TABLE delivery_log IN ACCESS EXCLUSIVE MODE;
CREATE TEMPORARY TABLE strays ON COMMIT DROP AS SELECT * FROM delivery_log_default;
DROP TABLE delivery_log_default;
"""
PUT_BACK = """
CREATE TABLE delivery_log_default PARTITION OF delivery_log DEFAULT;
INSERT INTO delivery_log SELECT * FROM strays;
"""


def month_of(at: datetime, *, ahead: int = 0) -> datetime:
    """Return the first instant of the month that many months later."""
    months = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1 + ahead
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def make(until: datetime, *, now: datetime) -> None:
    """Make the partitions that are missing from now to this month, and those of rows in the default partition."""
    strays = stray_months()
    wanted = set(strays)
    month = month_of(now)
    while month <= until:
        wanted.add(month)
        month = month_of(month, ahead=1)
    missing = sorted(each for each in wanted if _name(each) not in names())
    if strays:
        _make_around_strays(missing)
    else:
        _make(missing)


def drop(*, before: datetime) -> int:
    """Drop the partitions of months before this one; return how many."""
    # The names sort by time.
    old = [name for name in names() if name < _name(before)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        for name in old:
            cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
    return len(old)


def names() -> list[str]:
    """Return the names of all partitions but the default one, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        return sorted(name for (name,) in cursor.fetchall())


def months_ahead(*, now: datetime) -> int:
    """Return for how many months after this one, without a gap, there is a partition; -1: this one has none."""
    made, ahead = set(names()), 0
    while _name(month_of(now, ahead=ahead)) in made:
        ahead += 1
    return ahead - 1


def stray_months() -> list[datetime]:
    """Return the months of the rows in the default partition: each is a partition that was not made in time."""
    with connection.cursor() as cursor:
        cursor.execute(STRAY_MONTHS)
        return [month for (month,) in cursor.fetchall()]


@transaction.atomic
def _make(months: list[datetime]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        for month in months:
            cursor.execute(
                sql.SQL(CREATE).format(
                    name=sql.Identifier(_name(month)),
                    first=sql.Literal(month.isoformat()),
                    after=sql.Literal(month_of(month, ahead=1).isoformat()),
                )
            )


@transaction.atomic
def _make_around_strays(months: list[datetime]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute(SET_ASIDE)
        _make(months)
        cursor.execute(PUT_BACK)


def _name(month: datetime) -> str:
    return f"{PREFIX}{month:%Y_%m}"
