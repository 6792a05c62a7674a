"""The newest link of each chain, for somebody outside to keep: what a chain cannot show by itself, they can."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from backend.accounts.models import ChainLink

LINE = re.compile(r"([0-9a-f-]{36}) ([0-9]{1,9}) ([0-9a-f]{64})")


@dataclass(frozen=True)
class Head:
    """How long a person's chain is, and the digest at its end."""

    person_id: UUID
    number: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.person_id} {self.number} {self.digest.hex()}"


def heads() -> Iterator[Head]:
    """Yield every head in the order of ids."""
    newest = ChainLink.objects.order_by("person_id", "-number").distinct("person_id")
    for link in newest.iterator():
        yield Head(link.person_id, link.number, bytes(link.digest))


def digest_over(heads: Iterable[Head]) -> str:
    """Return one digest over their lines, in hexadecimal."""
    return hashlib.sha256("".join(f"{head}\n" for head in heads).encode()).hexdigest()


def read(lines: Iterable[str]) -> list[Head]:
    """Read what was kept; other lines are for people. Raises ValueError when there is no head in it."""
    found = [match for line in lines if (match := LINE.fullmatch(line.strip()))]
    if not found:
        raise ValueError("no head")
    return [Head(UUID(match[1]), int(match[2]), bytes.fromhex(match[3])) for match in found]


def gone_from(kept: Iterable[Head]) -> Iterator[Head]:
    """Yield those that no chain goes through any more: it was cut, or written anew."""
    for head in kept:
        if not ChainLink.objects.filter(person=head.person_id, number=head.number, digest=head.digest).exists():
            yield head
