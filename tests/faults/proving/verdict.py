"""What the journal of the push inbox says about a run. Pure: our own tables are not asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The phone got these, whatever the sender heard of it.
TAKEN = ("accepted", "drop_after")

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Findings:
    """Counts of notices, but `accepted` and the two after it, which count messages.

    `different` are messages whose repeat would not replace them on the phone, `strangers` those that nobody should
    have got.
    """

    due: int
    accepted: int
    lost: int
    repeated: int
    different: int
    strangers: int
    answers_lost: int

    def holds(self, *, repeat_bound: int, shown_twice: int) -> bool:
        is_whole = self.lost == 0 and self.strangers == 0
        return is_whole and self.repeated <= repeat_bound and self.different == 0 and shown_twice == 0


def judge(journal: Iterable[Line], due: Mapping[str, str]) -> Findings:
    """Compare what phones got with `due`: the address, as the journal calls it, by notification id."""
    taken = [line for line in journal if line["outcome"] in TAKEN]
    handed: dict[str, list[Line]] = defaultdict(list)
    for line in taken:
        handed[line["message"]["data"]["notification_id"]].append(line)
    return Findings(
        due=len(due),
        accepted=len(taken),
        lost=len(due.keys() - handed.keys()),
        repeated=sum(len(lines) - 1 for lines in handed.values()),
        different=sum(replaces(line) != name for name, lines in handed.items() for line in lines),
        strangers=sum(due.get(name) != line["address"] for name, lines in handed.items() for line in lines),
        answers_lost=sum(line["outcome"] == "drop_after" for line in taken),
    )


def replaces(line: Line) -> str:
    """Return by what an Android or Apple phone knows that a message replaces one with the same id."""
    message = line["message"]
    if "apns" in message:
        return str(message["apns"]["headers"]["apns-collapse-id"])
    return str(message["android"]["notification"]["tag"])


def shown_twice(phones: Iterable[Mapping[str, Any]]) -> int:
    """Count notices that stand on a lock screen beside another one with the same tag."""
    screens = [[notice["tag"] for notice in phone["notices"]] for phone in phones]
    return sum(len(tags) - len(set(tags)) for tags in screens)
