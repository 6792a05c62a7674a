"""Bad exercise data stops the start, with the place that is wrong."""

from typing import Any

from django.core.checks import CheckMessage, Error

from backend.coping.exercises.definitions import Library
from backend.coping.exercises.grades import GRADE_WORDS
from backend.coping.exercises.library import LibraryError, library
from backend.coping.recommending.choosing import CARDS
from backend.coping.recommending.wording import TRIGGER_WORDS


def check_library(**_kwargs: Any) -> list[CheckMessage]:
    try:
        found = library()
    except LibraryError as error:
        return [Error(str(error), id="coping.E001")]
    return [
        Error(f"exercises.json: {what} that the code has no words for, or the other way round.", id="coping.E002")
        for what in differences(found)
    ]


def differences(found: Library) -> list[str]:
    """Name the lists of codes in which the file and the code differ."""
    known = {
        "triggers": (set(TRIGGER_WORDS), set(found.triggers)),
        "routes": (set(CARDS), set(found.routes)),
        "grades": (set(GRADE_WORDS), set(found.grades)),
    }
    return [what for what, (ours, theirs) in known.items() if ours != theirs]
