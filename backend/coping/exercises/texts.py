"""What operators have put in for each exercise, as they see it: drafts too, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend.api.problems import NotFound
from backend.coping.exercises.definitions import Exercise
from backend.coping.exercises.library import library
from backend.coping.exercises.shelf import PACKAGED
from backend.coping.models import ExerciseText

State = ExerciseText.State


class Standing(StrEnum):
    """How an exercise stands in a language: what is shown of it there, else what is on its way."""

    PUBLISHED = "published"
    REVIEWED = "reviewed"
    DRAFT = "draft"
    # There are words for another version than this release has.
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True)
class ExerciseStanding:
    """`newest` are the newest words for the version of this release; `has_draft`: newer ones than those shown."""

    exercise: Exercise
    standing: Standing
    newest: ExerciseText | None
    has_draft: bool = False


def texts_in(language: str) -> dict[str, list[ExerciseText]]:
    """Return by exercise what was put in for the version that this release has, the newest last."""
    return _current(ExerciseText.objects.filter(language=language).order_by("revision"))


def texts_of(language: str, slug: str) -> list[ExerciseText]:
    """Return the same for one exercise, with who did what."""
    found = ExerciseText.objects.filter(language=language, exercise=slug).order_by("revision")
    by_whom = found.select_related("entered_by", "reviewed_by", "published_by", "taken_back_by")
    return _current(by_whom).get(slug, [_as_released(slug)] if language == PACKAGED else [])


def newest_text(language: str, slug: str) -> ExerciseText:
    """Raises NotFound."""
    if slug not in library().exercises or not (found := texts_of(language, slug)):
        raise NotFound
    return found[-1]


def state_of(text: ExerciseText) -> State:
    """Return how far the words of this release are: to have read those of the release before is not enough."""
    if text.state == State.REVIEWED and text.version != library().exercises[text.exercise].version:
        return State.DRAFT
    return State(text.state)


def languages_put_in() -> list[str]:
    """Return the languages that operators have put in, whether or not anything is shown in them."""
    found = ExerciseText.objects.exclude(language=PACKAGED).values_list("language", flat=True)
    return sorted(set(found.distinct()))


def standings(language: str) -> list[ExerciseStanding]:
    """Return how every exercise stands in a language, in the order of the library. Two queries."""
    current = texts_in(language)
    ever = set(ExerciseText.objects.filter(language=language).values_list("exercise", flat=True))
    return [_standing(exercise, language, current.get(slug, []), slug in ever) for slug, exercise in _exercises()]


def _standing(exercise: Exercise, language: str, texts: list[ExerciseText], is_known: bool) -> ExerciseStanding:
    if not texts:
        missing = Standing.OUTDATED if is_known else Standing.MISSING
        return ExerciseStanding(exercise, Standing.PUBLISHED if language == PACKAGED else missing, None)
    newest = texts[-1]
    states = {state_of(text) for text in texts}
    shown = State.PUBLISHED in states
    return ExerciseStanding(
        exercise=exercise,
        standing=Standing.PUBLISHED if shown else Standing(state_of(newest).value),
        newest=newest,
        has_draft=shown and state_of(newest) != State.PUBLISHED,
    )


def _exercises() -> Iterable[tuple[str, Exercise]]:
    return library().exercises.items()


def _current(found: Iterable[ExerciseText]) -> dict[str, list[ExerciseText]]:
    by_exercise: defaultdict[str, list[ExerciseText]] = defaultdict(list)
    for text in found:
        exercise = library().exercises.get(text.exercise)
        # Of a packaged exercise it is the exercise that is spoken of, in whatever version.
        if exercise is not None and (text.language == PACKAGED or text.version == exercise.version):
            by_exercise[text.exercise].append(text)
    return dict(by_exercise)


def _as_released(slug: str) -> ExerciseText:
    """Return a packaged exercise that nobody has taken back: the row is written when somebody does."""
    return ExerciseText(
        exercise=slug, version=library().exercises[slug].version, language=PACKAGED, state=State.PUBLISHED
    )
