"""Words of exercises as an operator brings them, and the way to their being shown."""

from typing import Any

from backend.accounts.models import Account
from backend.coping.exercises import publishing
from backend.coping.exercises.library import library
from tests.coping.factories import NOON


def root() -> Account:
    """The operator of these stories."""
    found = Account.objects.filter(login="root").first()
    return found or Account.objects.create_superuser("root", "a long enough password")


def translated(slug: str = "urge-surfing", **changes: Any) -> dict[str, Any]:
    """An exercise in words that show what they are."""
    exercise = library().exercises[slug]
    words = exercise.words
    said = {name: f"ES {text}" if text else "" for name, text in vars(words).items() if isinstance(text, str)}
    lists = {name: [f"ES {text}" for text in getattr(words, name)] for name in ("steps", "stop_if")}
    return {"slug": slug, "version": exercise.version, **said, **lists} | changes


def document(*exercises: dict[str, Any], language: str = "es", **changes: Any) -> dict[str, Any]:
    listed = list(exercises or (translated(),))
    return {"schema": "exercise-texts/1", "language": language, "exercises": listed} | changes


def enter(*slugs: str, language: str = "es") -> None:
    words = document(*(translated(slug) for slug in slugs), language=language)
    publishing.add(words, by=root().pk, now=NOON)


def reword(slug: str, *, title: str, language: str = "es") -> None:
    """Enter other words for what has words."""
    publishing.add(document(translated(slug, title=title), language=language), by=root().pk, now=NOON)


def read(*slugs: str, language: str = "es") -> None:
    for slug in slugs:
        publishing.mark_reviewed(language, slug, read_by="Dr Ada Ruiz", check=any_etag, by=root().pk, now=NOON)


def publish(*slugs: str, language: str = "es") -> None:
    for slug in slugs:
        publishing.publish(language, slug, check=any_etag, by=root().pk, now=NOON)


def bring_out(*slugs: str, language: str = "es") -> None:
    """Enter, read and publish."""
    enter(*slugs, language=language)
    read(*slugs, language=language)
    publish(*slugs, language=language)


def take_back(*slugs: str, language: str = "en") -> None:
    for slug in slugs:
        publishing.take_back(language, slug, by=root().pk, now=NOON)


def any_etag(_etag: str) -> None:
    """Whatever was seen."""
