"""What many people's ratings say together: counts and sums, never of fewer than twenty people."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backend.coping.recommending.beliefs import ALL_TRIGGERS, Tally

# Recovery reference, section 6: "No pooling below 20 people".
FEWEST_PEOPLE = 20


@dataclass
class Falls:
    """Rated sessions of one kind: of whom, how many, and by how many points of craving they fell in all."""

    people: set[Hashable] = field(default_factory=set)
    count: int = 0
    fall: float = 0.0

    def add(self, person: Hashable, fall: float) -> None:
        self.people.add(person)
        self.count += 1
        self.fall += fall

    @property
    def may_be_told(self) -> bool:
        return len(self.people) >= FEWEST_PEOPLE


def tallies_of(
    rated: Iterable[tuple[Hashable, str, Sequence[str], float]],
) -> Mapping[tuple[str, str], Tally]:
    """Return (exercise, trigger) -> tally of rated sessions: person, exercise, triggers, fall of craving.

    ALL_TRIGGERS holds every session of an exercise. Each cell stands on its own twenty people, or is left out.
    """
    cells: defaultdict[tuple[str, str], Falls] = defaultdict(Falls)
    for person, slug, triggers, fall in rated:
        for trigger in (ALL_TRIGGERS, *triggers):
            cells[slug, trigger].add(person, fall)
    return {key: Tally(cell.count, cell.fall) for key, cell in cells.items() if cell.may_be_told}
