"""Which exercises are shown in which languages, as a value that outlives the database. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from backend.coping.exercises.languages import lookups

SCHEMA = "exercise-shelf/1"
# The language of the packaged words.
PACKAGED = "en"
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Wording(NamedTuple):
    """`id` names the words; they never change under it."""

    language: str
    exercise: str
    id: UUID


@dataclass(frozen=True)
class Shelf:
    """What is published beside the packaged words, and the exercises that were taken back and stand in no language.

    `wordings` are sorted. Of two copies, that with the later `newest_at` is the newer.
    """

    wordings: tuple[Wording, ...] = ()
    taken_back: frozenset[str] = frozenset()
    newest_at: datetime = BEFORE_ALL

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that anything is shown in, the packaged one first."""
        return (PACKAGED, *sorted({each.language for each in self.wordings if each.exercise not in self.taken_back}))

    def languages_for(self, tag: str) -> tuple[str, ...]:
        """Return which of them serve somebody who asks for this one, the best first."""
        known = set(self.languages)
        return tuple(each for each in lookups(tag) if each in known)

    def worded(self, languages: Iterable[str]) -> tuple[Wording, ...]:
        """Return one wording for each exercise that has any in these languages, that of the first of them."""
        # The packaged words stand in their place of the order: what comes after them is never reached.
        best: dict[str, Wording] = {}
        for language in languages:
            if language == PACKAGED:
                break
            found = {each.exercise: each for each in self.wordings if each.language == language}
            best = found | best
        return tuple(sorted(best.values()))

    def as_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "newest_at": self.newest_at.isoformat(),
            "wordings": [[each.language, each.exercise, str(each.id)] for each in self.wordings],
            "taken_back": sorted(self.taken_back),
        }


def shelf_from(document: Mapping[str, Any]) -> Shelf:
    """Raises ValueError, KeyError, TypeError or AttributeError for anything that `as_json` has not made."""
    newest_at = datetime.fromisoformat(document["newest_at"])
    if document["schema"] != SCHEMA or newest_at.tzinfo is None:
        raise ValueError(document["schema"])
    return Shelf(
        wordings=tuple(Wording(str(language), str(slug), UUID(id)) for language, slug, id in document["wordings"]),
        taken_back=frozenset(map(str, document["taken_back"])),
        newest_at=newest_at,
    )
