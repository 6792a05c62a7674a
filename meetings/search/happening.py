"""What is on at an instant or starts soon after it, in SQL: plainly weekly meetings by windows of week minutes, the
others by the table of occurrences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from meetings.search.conditions import Condition, all_of, any_of
from meetings.search.criteria import Criteria
from meetings.search.windows import Window, windows

# Nearly all meetings are shorter, so that a day of starts need be read for a few only.
SHORT_MINUTES = 180
LONGEST_MINUTES = 1440

SHORT = Condition(f"m.duration_minutes <= {SHORT_MINUTES}")
# Written as the index on it is.
LONG = Condition(f"m.duration_minutes > {SHORT_MINUTES}")

WEEKLY = """
    SELECT m.id, m.starts_at AS key, m.angle FROM
        unnest(%s::text[], %s::int[], %s::int[], %s::date[], %s::bigint[]) AS w (tzid, first, last, sunday, origin),
        LATERAL (
            SELECT m.id, w.origin + 60 * m.week_minute AS starts_at, {angle} AS angle FROM meetings_meeting m
            WHERE m.is_published AND m.dated_until IS NULL AND m.tzid = w.tzid
                AND m.week_minute BETWEEN w.first AND w.last AND {where}
            ORDER BY m.week_minute, m.id {limit}) m"""

DATED = """
    SELECT DISTINCT ON (m.id) m.id, extract(epoch FROM o.starts_at)::bigint AS key, {angle} AS angle
    FROM meetings_meetingoccurrence o JOIN meetings_meeting m ON m.id = o.meeting_id
    WHERE m.is_published AND m.dated_until > %s AND o.starts_at BETWEEN %s AND %s AND {where}
    ORDER BY m.id, o.starts_at"""

# Of a weekly happening: its local day is one that counts.
TAKES_PLACE = """
    m.starts_on <= w.sunday + m.week_minute / 1440
    AND (m.valid_from IS NULL OR m.valid_from <= w.sunday + m.week_minute / 1440)
    AND (m.valid_until IS NULL OR m.valid_until >= w.sunday + m.week_minute / 1440)
    AND (m.exdates = '{}' OR w.sunday + m.week_minute / 1440 <> ALL (m.exdates))
    AND (m.state = 'active' OR w.sunday + m.week_minute / 1440 > m.state_until
        OR m.state = 'place_closed' AND (m.online_url <> '' OR m.online_phone <> ''))"""


@dataclass(frozen=True)
class Moment:
    """Whether it is on at `at`, or starts from then to `until`. Seconds, because SQL compares whole numbers faster."""

    at: datetime
    is_on: bool
    until: datetime | None

    @classmethod
    def of(cls, criteria: Criteria, at: datetime) -> "Moment":
        soon = criteria.starting_within_minutes
        return cls(at, criteria.happening_now, None if soon is None else at + timedelta(minutes=soon))

    @property
    def latest(self) -> datetime:
        return self.until or self.at

    def earliest(self, minutes: int) -> datetime:
        """The earliest start of a meeting of so many minutes that is asked for."""
        return self.at - timedelta(minutes=minutes) if self.is_on else self.at


def weekly(
    moment: Moment,
    zones: Sequence[str],
    where: Condition,
    angle: Condition,
    *,
    later_than: int | None,
    limit: int | None,
) -> Iterator[Condition]:
    """Yield two queries of (id, key, angle): those of usual length, and the long ones. `later_than`: seconds, the key.

    `limit` is for each zone, by start and id.
    """
    for length, minutes in ((SHORT, SHORT_MINUTES), (LONG, LONGEST_MINUTES)):
        earliest = moment.earliest(minutes)
        if later_than is not None:
            earliest = max(earliest, datetime.fromtimestamp(later_than, UTC))
        if earliest <= moment.latest:
            found = windows(zones, earliest=earliest, latest=moment.latest)
            wanted = all_of([length, _fits(moment), Condition(TAKES_PLACE), where])
            yield _weekly(found, wanted, angle, limit)


def dated(moment: Moment, where: Condition, angle: Condition) -> Condition:
    """A query of (id, key, angle), each meeting with the first of its happenings that fits."""
    starts = "extract(epoch FROM o.starts_at)"
    ends = "extract(epoch FROM o.ends_at)"
    wanted = all_of([_between(moment, starts, ends), where])
    sql = DATED.format(angle=angle.sql, where=wanted.sql)
    span = (moment.latest, moment.earliest(LONGEST_MINUTES), moment.latest)
    return Condition(sql, (*angle.parameters, *span, *wanted.parameters))


def _weekly(found: Iterable[Window], wanted: Condition, angle: Condition, limit: int | None) -> Condition:
    rows = [(tzid, w.first, w.last, w.sunday, w.origin) for w in found for tzid in w.tzids]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    sql = WEEKLY.format(angle=angle.sql, where=wanted.sql, limit="" if limit is None else "LIMIT %s")
    limits: tuple[Any, ...] = () if limit is None else (limit,)
    return Condition(sql, (*columns, *angle.parameters, *wanted.parameters, *limits))


def _fits(moment: Moment) -> Condition:
    start = "w.origin + 60 * m.week_minute"
    return _between(moment, start, f"{start} + 60 * m.duration_minutes")


def _between(moment: Moment, starts: str, ends: str) -> Condition:
    at = moment.at.timestamp()
    kinds = []
    if moment.is_on:
        kinds.append(Condition(f"{starts} <= %s AND {ends} > %s", (at, at)))
    if moment.until is not None:
        kinds.append(Condition(f"{starts} BETWEEN %s AND %s", (at, moment.until.timestamp())))
    return any_of(kinds)
