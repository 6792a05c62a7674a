"""COUNT is counted from DTSTART: to look up one date, a rule with it is walked from its beginning."""

from datetime import datetime
from functools import lru_cache
from itertools import islice

from backend.recurrence.rule import parse_rule
from backend.recurrence.wall_times import walked_times

# No happening is asked for after it (occurrences.YEARS).
_LATEST = datetime(2200, 1, 1)  # noqa: DTZ001 - wall time


@lru_cache(maxsize=4096)
def without_count(rrule: str, dtstart: datetime) -> str:
    """Return a rule that fires at the same times and says by UNTIL when it ends: a look-up in it costs no walk.

    An hourly rule that counts elapsed hours needs none either, and stays.
    """
    rule = parse_rule(rrule)
    if rule.count is None or rule.counts_elapsed_hours:
        return rrule
    kept = ";".join(part for part in rrule.upper().split(";") if not part.startswith("COUNT="))
    times = list(islice(walked_times(rule, dtstart, until=_LATEST), rule.count))
    # One that is not through by then has no end that matters.
    return f"{kept};UNTIL={times[-1]:%Y%m%dT%H%M%S}" if len(times) == rule.count else kept
