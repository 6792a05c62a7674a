"""The comparison in words for a person and in one object for a program."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from meetings.moving_over.differences import ABSENT, Difference, Kind
from meetings.moving_over.reasons.catalogue import SENTENCES, Reason
from meetings.moving_over.replaying import Compared

MAX_VALUE = 120
MAX_EXAMPLES = 3
MAX_IDS_IN_WORDS = 50
MAX_IDS_IN_JSON = 1000


@dataclass
class Group:
    """Differences of one answer that are alike."""

    kind: Kind
    table: str
    field: str
    reason: str
    members: list[Difference]


@dataclass
class Tally:
    """Counts of distinct queries; `reasons` counts single differences, "" those without a reason."""

    same: int = 0
    explained: int = 0
    unexplained: int = 0
    unanswered: int = 0
    reasons: Counter[str] = field(default_factory=Counter[str])

    def count(self, compared: Compared) -> None:
        self.reasons.update(each.reason for each in compared.differences)
        self.unanswered += bool(compared.unanswered)
        self.same += not compared.unanswered and not compared.differences
        self.explained += bool(compared.differences) and compared.is_explained
        self.unexplained += bool(compared.differences) and not compared.is_explained

    @property
    def compared(self) -> int:
        return self.same + self.explained + self.unexplained

    @property
    def is_explained(self) -> bool:
        return not self.unexplained and not self.unanswered


def grouped(differences: Iterable[Difference]) -> list[Group]:
    """Those without a reason come first."""
    groups: dict[tuple[str, ...], Group] = {}
    for each in differences:
        key = (each.kind, each.table, each.field, each.reason)
        groups.setdefault(key, Group(each.kind, each.table, each.field, each.reason, [])).members.append(each)
    return sorted(groups.values(), key=lambda group: bool(group.reason))


def in_words(compared: Compared) -> Iterator[str]:
    """Yield lines; none when both answers are the same."""
    if compared.differences or compared.unanswered:
        yield f"{compared.recorded.query} (asked {_times(compared.recorded.asked)})"
    if compared.unanswered:
        yield f"  UNANSWERED  {printable(compared.unanswered)}"
    groups = grouped(compared.differences)
    for group in groups:
        if not _is_known_field(group):
            yield f"  {group.reason or 'UNEXPLAINED'}  {_what(group)}"
            yield from (f"      {_example(each)}" for each in _examples(group))
    yield from _known_fields(group for group in groups if _is_known_field(group))


def summary(tally: Tally, *, left_out: int) -> Iterator[str]:
    yield (
        f"{tally.compared} queries compared: {tally.same} the same, {tally.explained} different for known reasons, "
        f"{tally.unexplained} with something unexplained; {tally.unanswered} unanswered, {left_out} left out (--limit)."
    )
    for code, count in tally.reasons.most_common():
        yield f"  {count:>7}  {code or 'UNEXPLAINED'}{f': {SENTENCES[Reason(code)]}' if code else ''}"


def as_json(compared: Compared) -> list[dict[str, Any]]:
    asked = {"query": str(compared.recorded.query), "asked": compared.recorded.asked}
    if compared.unanswered:
        return [asked | {"kind": "unanswered", "reason": None, "count": 1, "detail": compared.unanswered}]
    return [asked | _group_as_json(group) for group in grouped(compared.differences)]


def printable(value: object) -> str:
    """Return the text with whatever a terminal would obey or refuse written out."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in str(value))


def _known_fields(groups: Iterable[Group]) -> Iterator[str]:
    """Yield one line a reason: it is the same for many fields of all rows."""
    fields: dict[tuple[str, str], list[str]] = {}
    for group in groups:
        fields.setdefault((group.reason, group.table), []).append(f"{printable(group.field)} ({len(group.members)})")
    for (reason, table), counts in fields.items():
        yield f"  {reason}  {table}: {', '.join(counts)}"


def _is_known_field(group: Group) -> bool:
    return group.kind == Kind.FIELD and bool(group.reason)


def _examples(group: Group) -> list[Difference]:
    return [] if group.kind in (Kind.ONLY_OLD, Kind.ONLY_NEW) else group.members[:MAX_EXAMPLES]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _what(group: Group) -> str:
    count = len(group.members)
    match group.kind:
        case Kind.FIELD:
            return f"{group.table}: {printable(group.field)} differs in {count}"
        case Kind.ORDER:
            return f"{group.table}: another order"
        case Kind.ONLY_OLD | Kind.ONLY_NEW:
            return f"{group.table}: {count} {group.kind}{_ids_in_words(group)}"
    return str(group.kind)


def _ids_in_words(group: Group) -> str:
    ids = [printable(each.subject) for each in group.members if each.subject]
    more = f" and {len(ids) - MAX_IDS_IN_WORDS} more" if len(ids) > MAX_IDS_IN_WORDS else ""
    return f": {', '.join(ids[:MAX_IDS_IN_WORDS])}{more}" if ids else ""


def _example(each: Difference) -> str:
    subject = f"{printable(each.subject)}: " if each.subject else ""
    return f"{subject}{_shown(each.old)} -> {_shown(each.new)}"


def _shown(value: object) -> str:
    text = "(absent)" if value is ABSENT else printable(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}…"


def _group_as_json(group: Group) -> dict[str, Any]:
    return {
        "kind": str(group.kind),
        "table": group.table,
        "field": group.field,
        "reason": group.reason or None,
        "count": len(group.members),
        "ids": [each.subject for each in group.members if each.subject][: _ids_limit(group)],
        "examples": [
            {"id": each.subject, "old": _shown(each.old), "new": _shown(each.new)} for each in _examples(group)
        ],
    }


def _ids_limit(group: Group) -> int:
    """A field that every meeting shows for a known reason would list them all."""
    return MAX_EXAMPLES if group.kind == Kind.FIELD and group.reason else MAX_IDS_IN_JSON
