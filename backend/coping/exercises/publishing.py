"""How words of exercises reach people: entered by an operator, read by somebody who can judge them, published.

Whoever finds an exercise unsafe takes it back in the packaged language, and then it stands in no language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from backend.api.conditional import Check
from backend.api.problems import Invalid, InvalidRequest, Problem
from backend.coping.exercises.documents import BadDocument, Translations, translations_in
from backend.coping.exercises.library import library
from backend.coping.exercises.published import State, current_shelf
from backend.coping.exercises.shelf import PACKAGED
from backend.coping.exercises.texts import newest_text, state_of, texts_in, texts_of
from backend.coping.models import ExerciseText
from backend.coping.practice.silencing import silence_held_back
from backend.instruments.loading import Fault

MOST_FAULTS_TOLD = 50


class WordingUnread(Problem):
    code, title, status = "wording-unread", "Somebody has to read these words before they are published.", 409


class WordingRead(Problem):
    code, title, status = "wording-read", "Somebody has said already that they read these words.", 409


@dataclass(frozen=True)
class Added:
    """How many exercises have new words, and of how many the newest were the very same."""

    language: str
    added: int
    unchanged: int


def check(document: object) -> Translations:
    """Raises InvalidRequest with a pointer for each fault."""
    try:
        return translations_in(document, library())
    except BadDocument as error:
        raise _refused(error.faults) from error


@transaction.atomic
def add(document: object, *, by: UUID | None, now: datetime) -> Added:
    """Keep the words of a document as drafts, all or nothing. `by` is the account of the operator, if one is known.

    Raises InvalidRequest.
    """
    translations = check(document)
    _one_after_another()
    newest = {slug: found[-1] for slug, found in texts_in(translations.language).items()}
    changed = {
        slug: words
        for slug, words in translations.words.items()
        if slug not in newest or newest[slug].texts != words.as_json()
    }
    ExerciseText.objects.bulk_create(
        ExerciseText(
            exercise=slug,
            version=library().exercises[slug].version,
            language=translations.language,
            revision=newest[slug].revision + 1 if slug in newest else 1,
            texts=words.as_json(),
            changed_at=now,
            entered_at=now,
            entered_by_id=by,
        )
        for slug, words in changed.items()
    )
    return Added(translations.language, len(changed), len(translations.words) - len(changed))


@transaction.atomic
def mark_reviewed(language: str, slug: str, *, read_by: str, check: Check, by: UUID, now: datetime) -> None:
    """Note that somebody has read the newest words and stands for them. `read_by` is their name.

    `check` is called with the etag of those words and raises when the operator has seen others. The same noted again
    changes nothing. Raises NotFound, WordingRead.
    """
    _one_after_another()
    text = newest_text(language, slug)
    state = state_of(text)
    if state == State.REVIEWED and (text.read_by, text.reviewed_by_id) == (read_by, by):
        return
    if state != State.DRAFT:
        raise WordingRead
    check(text.etag)
    text.version, text.read_by = library().exercises[slug].version, read_by
    text.state, text.reviewed_at, text.reviewed_by_id = State.REVIEWED, now, by
    _save(text, now=now)


@transaction.atomic
def publish(language: str, slug: str, *, check: Check, by: UUID, now: datetime) -> None:
    """Show the newest words from the commit on, in the place of earlier ones. `check` as in `mark_reviewed`.

    What is published already stays so. Raises NotFound, WordingUnread.
    """
    _one_after_another()
    text = newest_text(language, slug)
    state = state_of(text)
    if state == State.PUBLISHED:
        return
    if state == State.DRAFT:
        raise WordingUnread
    check(text.etag)
    for earlier in _published(language, slug):
        earlier.state = State.DRAFT
        _save(earlier, now=now)
    text.state, text.published_at, text.published_by_id = State.PUBLISHED, now, by
    _save(text, now=now)


@transaction.atomic
def take_back(language: str, slug: str, *, by: UUID, now: datetime) -> None:
    """Show these words no more, from the commit on; to be shown again they are read and published anew.

    In the packaged language it is the exercise that is taken back: it is shown in no language, recommended to nobody,
    and no reminder of it is sent. After the commit phones are asked to take away what has rung for it. What is not
    shown stays as it is. Raises NotFound.
    """
    _one_after_another()
    newest_text(language, slug)
    for text in _published(language, slug):
        text.state, text.taken_back_at, text.taken_back_by_id = State.DRAFT, now, by
        _save(text, now=now)
    if language == PACKAGED:
        # In batches, and not under the lock. Taken back once more, it goes on where it was broken off.
        transaction.on_commit(lambda: silence_held_back(now=now))


def _published(language: str, slug: str) -> list[ExerciseText]:
    return [text for text in texts_of(language, slug) if text.state == State.PUBLISHED]


def _one_after_another() -> None:
    """Operators follow one another from here on. Whoever reads does not wait."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE coping_exercisetext IN SHARE ROW EXCLUSIVE MODE")


def _save(text: ExerciseText, *, now: datetime) -> None:
    text.changed_at = now
    text.save()
    # What processes without a database will know is written at once, and not when somebody next asks.
    transaction.on_commit(current_shelf)


def _refused(faults: Iterable[Fault]) -> InvalidRequest:
    told = list(faults)[:MOST_FAULTS_TOLD]
    return InvalidRequest(*(Invalid(fault.pointer, fault.detail) for fault in told))
