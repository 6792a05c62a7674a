"""Which listing of ours a row means, where a feed has no id for each single meeting.

A row of Meeting Guide may name several days, and a NAWS row carries the code of its group. Each day becomes a listing
of its own, so that a search by day and time finds it. A favourite stays what it was: a listing keeps its identity while
the feed says the same day and time, then while it says the same day, then while it is the only one left that it can
be. Only what is new gets `slug#weekday-HHMM`.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from meetings.imports.facts import MeetingFacts

# Of SourceRow.upstream_id.
MAX_LENGTH = 64
# For "#6-2359.98".
ROOM = 11
_DIGEST_LENGTH = 16


@dataclass(frozen=True)
class KnownSlot:
    """When a listing that came from this source met, as the feed said it last."""

    weekday: int | None
    start_time: time
    is_published: bool


def identity_of(text: str) -> str:
    """Return a name of 64 characters at most; a longer one keeps its beginning and ends in a digest of the whole."""
    text = " ".join(text.split()).replace("#", "~")
    if len(text) <= MAX_LENGTH - ROOM:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{text[: MAX_LENGTH - ROOM - _DIGEST_LENGTH - 1]}~{digest}"


def family_of(identity: str) -> str:
    return identity.split("#", 1)[0]


def settled(listings: Sequence[MeetingFacts], known: Mapping[str, KnownSlot]) -> list[MeetingFacts]:
    """Give each listing of a family its identity; the others have theirs already."""
    members: dict[str, list[MeetingFacts]] = {}
    for facts in listings:
        members.setdefault(facts.family, []).append(facts)
    settled_by_row = list(members.pop("", []))
    by_family = _by_family(known)
    for family, of_family in members.items():
        identities = _Family(family, of_family, by_family.get(family, {})).identities()
        settled_by_row += [replace(facts, upstream_id=each) for facts, each in zip(of_family, identities, strict=True)]
    return sorted(settled_by_row, key=lambda facts: facts.row.number)


def _by_family(known: Mapping[str, KnownSlot]) -> dict[str, dict[str, KnownSlot]]:
    found: dict[str, dict[str, KnownSlot]] = {}
    # Of two that fit, one that is listed comes before a tombstone.
    for identity, slot in sorted(known.items(), key=lambda item: not item[1].is_published):
        found.setdefault(family_of(identity), {})[identity] = slot
    return found


class _Family:
    """The listings of one name, matched with those that came under it before."""

    def __init__(self, name: str, members: Sequence[MeetingFacts], known: Mapping[str, KnownSlot]) -> None:
        self._name = name
        self._members = members
        self._free = dict(known)
        self._used = set(known)
        self._taken: dict[int, str] = {}

    def identities(self) -> list[str]:
        self._match(lambda facts, slot: (facts.weekday, facts.start_time) == (slot.weekday, slot.start_time))
        self._match(lambda facts, slot: facts.weekday == slot.weekday)
        self._match_the_last_one()
        for position in self._open():
            self._taken[position] = self._new(self._members[position])
            self._used.add(self._taken[position])
        return [self._taken[position] for position in range(len(self._members))]

    def _open(self) -> list[int]:
        return [position for position in range(len(self._members)) if position not in self._taken]

    def _match(self, fits: Callable[[MeetingFacts, KnownSlot], bool]) -> None:
        for position in self._open():
            found = [identity for identity, slot in self._free.items() if fits(self._members[position], slot)]
            if found:
                self._take(position, found[0])

    def _match_the_last_one(self) -> None:
        """One is left on either side: it has moved."""
        waiting, listed = self._open(), [identity for identity, slot in self._free.items() if slot.is_published]
        if len(waiting) == len(listed) == 1:
            self._take(waiting[0], listed[0])

    def _take(self, position: int, identity: str) -> None:
        self._taken[position] = identity
        del self._free[identity]

    def _new(self, facts: MeetingFacts) -> str:
        if len(self._members) == 1 and self._name not in self._used:
            return self._name
        identity = f"{self._name}#{facts.weekday}-{facts.start_time:%H%M}"
        # Taken where a listing that began at this time has moved since.
        return next(each for each in (identity, *(f"{identity}.{n}" for n in range(2, 99))) if each not in self._used)
