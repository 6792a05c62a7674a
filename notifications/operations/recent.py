"""What happened lately, from the log. Bounded by the summary index on `at`, and to the partitions that can hold it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.kinds import POLICIES
from notifications.models import Outcome
from notifications.operations.reading import rows

LAG_OVER = timedelta(minutes=15)
OUTCOMES_OVER = timedelta(hours=1)
# FCM keeps nothing for longer ("Set the lifespan of a message", Firebase docs), so no notice is of use for longer.
LONGEST_LIFE = timedelta(days=28)
MOST_ROWS = 500
# Their codes are FCM's or a relay's own; other outcomes carry reasons and ids that are no label.
ANSWERED = (
    Outcome.ADDRESS_GONE,
    Outcome.REJECTED,
    Outcome.RETRY_AFTER,
    Outcome.UNKNOWN,
    Outcome.CHANNEL_DOWN,
)

OUTCOMES = r"""
SELECT kind, outcome, CASE WHEN outcome <> ALL(%(answered)s) THEN ''
                           WHEN code ~ '^[A-Za-z][A-Za-z0-9_]{0,39}$' THEN code ELSE 'other' END AS shown, channel,
       count(*)
FROM delivery_log WHERE at > %(since)s AND due_at > %(reach)s
GROUP BY kind, outcome, shown, channel ORDER BY count(*) DESC LIMIT %(limit)s
"""
# Of first attempts at first notices: the others ring late on purpose. A notice's deliver_at has its spread in it.
LAGS = """
SELECT kind = ANY(%(urgent)s) AS is_urgent, count(*),
       percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY greatest(extract(epoch FROM l.at - n.deliver_at), 0))
FROM (SELECT notification_id, kind, at FROM delivery_log
      WHERE at > %(since)s AND due_at > %(reach)s AND attempt = 1 AND stage = 0 AND outcome = 'accepted') AS l
JOIN (SELECT id, deliver_at FROM notification) AS n ON n.id = l.notification_id
GROUP BY is_urgent ORDER BY is_urgent
"""


@dataclass(frozen=True)
class Ended:
    """How many deliveries of a kind, or attempts at them, had this outcome."""

    kind: str
    outcome: str
    code: str
    channel: str
    count: int


@dataclass(frozen=True)
class Lag:
    """Seconds from the instant at which notices were to ring until FCM had taken them."""

    is_urgent: bool
    count: int
    p50_seconds: float
    p99_seconds: float


def outcomes(*, now: datetime) -> list[Ended]:
    since = now - OUTCOMES_OVER
    answered = [outcome.value for outcome in ANSWERED]
    found = rows(OUTCOMES, {"answered": answered, "limit": MOST_ROWS} | _since(since))
    return [Ended(*row) for row in found]


def lags(*, now: datetime) -> list[Lag]:
    urgent = [kind.value for kind, policy in POLICIES.items() if policy.is_urgent]
    found = rows(LAGS, {"urgent": urgent} | _since(now - LAG_OVER))
    return [Lag(is_urgent, count, *map(float, percentiles)) for is_urgent, count, percentiles in found]


def _since(since: datetime) -> dict[str, datetime]:
    return {"since": since, "reach": since - LONGEST_LIFE}
