"""The overview as Prometheus metrics. Names end in their unit; no label holds an id, a person or a health word."""

from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from notifications.kinds import Kind
from notifications.ledger.statements import FENCED, RECOVERED
from notifications.operations.backlog import Waits
from notifications.operations.overview import Overview

Sample = tuple[Sequence[str], float]


def render(overview: Overview) -> bytes:
    """Return the text format, version 0.0.4."""
    # A registry of its own: the global one counts this process, and any web process must answer alike.
    registry = CollectorRegistry()
    registry.register(_Gauges(overview))
    return generate_latest(registry)


class _Gauges(Collector):
    def __init__(self, overview: Overview) -> None:
        self.overview = overview

    def collect(self) -> Iterator[Metric]:
        yield from _backlog(self.overview)
        yield from _schedules(self.overview)
        yield from _recent(self.overview)
        yield from _workers(self.overview)
        yield from _sender(self.overview)
        yield from _keeping(self.overview)


def _backlog(seen: Overview) -> Iterator[Metric]:
    yield _gauge(
        "handrail_open_deliveries",
        "Deliveries that are not settled yet, by what they wait for.",
        ("kind", "waits"),
        [((each.kind, each.waits), each.count) for each in seen.open],
    )
    late = [each for each in seen.open if each.waits in (Waits.DUE, Waits.OVERDUE)]
    yield _gauge(
        "handrail_oldest_due_seconds",
        "For how long the oldest delivery that is due, neither held nor in a worker's hands, has been so.",
        (),
        [((), max(((seen.now - each.oldest_at).total_seconds() for each in late), default=0))],
    )


def _schedules(seen: Overview) -> Iterator[Metric]:
    due = {each.kind: each for each in seen.planned}
    yield _gauge(
        "handrail_schedules_due",
        "Schedules whose occurrence should have been opened by now; overdue after two minutes.",
        ("kind", "state"),
        [
            ((kind, state), getattr(due[kind], state) if kind in due else 0)
            for kind in Kind.values
            for state in ("due", "overdue")
        ],
    )


def _recent(seen: Overview) -> Iterator[Metric]:
    yield _gauge(
        "handrail_handover_lag_seconds",
        "From the instant at which a notice was to ring to FCM's acceptance at first try, of the last 15 minutes.",
        ("urgency", "quantile"),
        [
            ((_urgency(lag.is_urgent), quantile), seconds)
            for lag in seen.lags
            for quantile, seconds in (("0.5", lag.p50_seconds), ("0.99", lag.p99_seconds))
        ],
    )
    yield _gauge(
        "handrail_handovers_recent",
        "Notices behind handrail_handover_lag_seconds.",
        ("urgency",),
        [((_urgency(lag.is_urgent),), lag.count) for lag in seen.lags],
    )
    yield _gauge(
        "handrail_outcomes_recent",
        "Attempts, and deliveries that ended without one, of the last hour; the 500 most frequent.",
        ("kind", "outcome", "code", "channel"),
        [((each.kind, each.outcome, each.code, each.channel), each.count) for each in seen.outcomes],
    )
    yield _gauge(
        "handrail_dead_letters",
        "Notices of the last 24 hours that reached nobody through a fault of ours or of the channel.",
        ("kind",),
        [((kind,), seen.dead_letters.get(kind, 0)) for kind in Kind.values],
    )


def _workers(seen: Overview) -> Iterator[Metric]:
    yield _gauge(
        "handrail_last_scan_timestamp_seconds",
        "When workers of this kind last looked for what is due: celery, bell (a hint after commit) or loop (rescue).",
        ("worker",),
        [((worker,), at.timestamp()) for worker, at in seen.scans.items()],
    )
    yield _gauge(
        "handrail_last_scan_age_seconds",
        "Seconds since then.",
        ("worker",),
        [((worker,), (seen.now - at).total_seconds()) for worker, at in seen.scans.items()],
    )
    yield _counter("handrail_leases_expired", "Deliveries claimed again from a dead worker.", seen, RECOVERED)
    yield _counter("handrail_settlements_late", "Results that came after the lease had ended.", seen, FENCED)


def _sender(seen: Overview) -> Iterator[Metric]:
    sender = seen.sender
    yield _gauge(
        "handrail_channel_paused",
        "1 while the push channel is paused, not configured or wrongly so.",
        ("reason",),
        [((sender.reason if sender.state in ("ok", "paused") else sender.state,), float(sender.state != "ok"))],
    )
    yield _optional("handrail_bucket_rate_per_second", "Most messages a second, after refusals for quota.", sender.rate)
    yield _optional("handrail_bucket_tokens", "What is left in the bucket; below zero is a debt.", sender.tokens)
    yield _gauge(
        "handrail_hold_seconds",
        "For how long an operator has been holding a kind, or everything.",
        ("kind",),
        [((kind or "everything",), (seen.now - since).total_seconds()) for kind, since in seen.holds.items()],
    )


def _keeping(seen: Overview) -> Iterator[Metric]:
    yield _gauge(
        "handrail_devices",
        "Devices by reach: ok, stale (unconfirmed for 30 days), blocked (by the phone's settings), gone.",
        ("reach",),
        [((reach,), count) for reach, count in seen.devices.items()],
    )
    ahead, strays = float(seen.partitions_ahead), float(seen.stray_months)
    yield _optional("handrail_log_partitions_ahead", "Months after this one that have a partition.", ahead)
    yield _optional("handrail_log_stray_months", "Months whose rows lie in the default partition.", strays)


def _gauge(name: str, help: str, labels: Sequence[str], samples: Iterable[Sample]) -> Metric:
    family = GaugeMetricFamily(name, help, labels=labels)
    for values, value in samples:
        family.add_metric([str(each) for each in values], value)
    return family


def _optional(name: str, help: str, value: float | None) -> Metric:
    return _gauge(name, help, (), [] if value is None else [((), value)])


def _counter(name: str, help: str, seen: Overview, tally: str) -> Metric:
    return CounterMetricFamily(name, help, value=seen.tallies.get(tally, 0))


def _urgency(is_urgent: bool) -> str:
    return "urgent" if is_urgent else "usual"
