"""What `manage.py notifications` prints: plain text for a person at night, JSON for a program."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from notifications.kinds import Kind
from notifications.ledger.statements import FENCED, RECOVERED
from notifications.operations import rehearsal
from notifications.operations.backlog import Waits
from notifications.operations.dead_letters import DeadLetter
from notifications.operations.overview import Overview
from notifications.operations.rehearsal import Expected

OBSTACLES = {
    "": "can be sent again",
    "expired": "has expired, is of no use any more",
    "waiting": "was sent again, not settled yet",
    "resent_too_often": "was sent again ten times",
    "no_consent": "consent has ended",
}
SHOWN_LETTERS = 50


def status(seen: Overview) -> str:
    waiting = _sum_by_wait(seen)
    lines = [
        f"At {_instant(seen.now)}",
        f"Open {sum(waiting.values())}: " + ", ".join(f"{waits} {waiting[waits]}" for waits in Waits),
        f"Next due {_next_due(seen)}",
        f"Schedules due {sum(each.due for each in seen.planned)}, overdue {sum(each.overdue for each in seen.planned)}",
        "",
        *_table(("kind", *Waits, "dead, 24 h"), _by_kind(seen)),
        "",
        "Last scans: " + (_joined(f"{name} {_age(seen.now, at)} ago" for name, at in seen.scans.items()) or "none yet"),
        _lag_line(seen),
        f"Channel: {_sender_line(seen)}",
        "Holds: "
        + (_joined(f"{kind or 'everything'} since {_instant(at)}" for kind, at in seen.holds.items()) or "none"),
        f"Since the start: leases expired {seen.tallies.get(RECOVERED, 0)}, settled late {seen.tallies.get(FENCED, 0)}",
        "Devices: " + _joined(f"{reach} {count}" for reach, count in seen.devices.items()),
        f"Log: partitions for {seen.partitions_ahead} months ahead; months in the default one: {seen.stray_months}",
    ]
    return "\n".join(lines)


def status_as_json(seen: Overview) -> str:
    return _json(asdict(seen))


def letters(found: Sequence[DeadLetter]) -> str:
    if not found:
        return "No dead letters."
    rows = [
        (_instant(each.at), str(each.notification_id), each.kind, each.outcome, each.code, OBSTACLES[each.obstacle])
        for each in found[:SHOWN_LETTERS]
    ]
    obstacles = Counter(OBSTACLES[each.obstacle] for each in found)
    lines = _table(("ended", "notification", "kind", "outcome", "code", "sending again"), rows)
    if len(found) > SHOWN_LETTERS:
        lines.append(f"… and {len(found) - SHOWN_LETTERS} more; --json lists all.")
    return "\n".join([*lines, "", f"{len(found)}: " + _joined(f"{count} {why}" for why, count in obstacles.items())])


def letters_as_json(found: Sequence[DeadLetter]) -> str:
    return _json({"dead_letters": [asdict(each) for each in found]})


def expected(found: Expected) -> str:
    rows = [(kind, fate, count) for (kind, fate), count in sorted(found.fates.items())]
    ringing = sum(count for (_, fate), count in found.fates.items() if fate in (rehearsal.RINGS, rehearsal.SILENTLY))
    lines = [f"Until {_instant(found.until)}, if nothing changes: {ringing} of {sum(found.fates.values())} ring."]
    if rows:
        lines += ["", *_table(("kind", "rings, or why not", "deliveries"), rows)]
    if not found.is_complete:
        lines += ["", f"There are more; the first {rehearsal.MOST} were counted."]
    return "\n".join([*lines, "", "Nothing was sent."])


def expected_as_json(found: Expected) -> str:
    fates = [{"kind": kind, "fate": fate, "count": count} for (kind, fate), count in sorted(found.fates.items())]
    return _json({"until": found.until, "is_complete": found.is_complete, "fates": fates})


def _sum_by_wait(seen: Overview) -> Counter[Waits]:
    waiting: Counter[Waits] = Counter()
    for each in seen.open:
        waiting[each.waits] += each.count
    return waiting


def _by_kind(seen: Overview) -> list[tuple[object, ...]]:
    counts = {(each.kind, each.waits): each.count for each in seen.open}
    kinds = [*Kind.values, *sorted({each.kind for each in seen.open} - set(Kind.values))]
    return [
        (kind, *(counts.get((kind, waits), 0) for waits in Waits), seen.dead_letters.get(kind, 0)) for kind in kinds
    ]


def _next_due(seen: Overview) -> str:
    later = [each.oldest_at for each in seen.open if each.oldest_at > seen.now]
    coming = [*later, *([seen.next_schedule_at] if seen.next_schedule_at else [])]
    return _instant(min(coming)) if coming else "nothing planned"


def _lag_line(seen: Overview) -> str:
    lags = _joined(
        f"{'urgent' if lag.is_urgent else 'usual'} p50 {lag.p50_seconds:.1f} s, p99 {lag.p99_seconds:.1f} s"
        for lag in seen.lags
    )
    return f"Handing over, last 15 minutes: {lags or 'nothing'}"


def _sender_line(seen: Overview) -> str:
    sender = seen.sender
    paused = f" until {_instant(sender.paused_until)}, {sender.reason}" if sender.state == "paused" else ""
    rate = "" if sender.rate is None else f"; at most {sender.rate:.0f} messages a second"
    return f"{sender.state}{paused}{rate}"


def _table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> list[str]:
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _age(now: datetime, at: datetime) -> str:
    return f"{(now - at).total_seconds():.0f} s"


def _instant(at: datetime | None) -> str:
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M:%S}Z"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, default=lambda each: each.isoformat() if isinstance(each, datetime) else str(each))
