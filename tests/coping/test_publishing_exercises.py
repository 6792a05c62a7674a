"""From a file to people's phones: entered, read, published, taken back; nothing half, nothing unread."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from backend.accounts.models import Account
from backend.api.problems import InvalidRequest, NotFound, PreconditionFailed
from backend.coping.exercises import publishing
from backend.coping.exercises.publishing import Added, WordingRead, WordingUnread
from backend.coping.exercises.texts import Standing, newest_text, standings, state_of
from backend.coping.models import ExerciseText
from tests.at_once import at_once
from tests.coping.exercise_texts import (
    any_etag,
    bring_out,
    document,
    enter,
    publish,
    read,
    root,
    take_back,
    translated,
)
from tests.coping.factories import NOON
from tests.waiting import wait_until_somebody_waits

pytestmark = pytest.mark.django_db
SURF = "urge-surfing"


def add(*exercises) -> Added:
    return publishing.add(document(*exercises), by=root().pk, now=NOON)


def rows() -> list[tuple[str, int, str]]:
    return sorted(ExerciseText.objects.values_list("exercise", "revision", "state"))


def standing(language: str, slug: str = SURF):
    return next(each for each in standings(language) if each.exercise.slug == slug)


def test_words_that_come_in_are_drafts_and_say_who_brought_them():
    assert add(translated(SURF), translated("long-sigh")) == Added("es", added=2, unchanged=0)

    assert rows() == [("long-sigh", 1, "draft"), (SURF, 1, "draft")]
    kept = ExerciseText.objects.get(exercise=SURF)
    assert (kept.entered_at, kept.entered_by, kept.language, kept.version) == (NOON, root(), "es", 1)


def test_of_a_document_with_a_fault_nothing_is_kept():
    with pytest.raises(InvalidRequest) as refused:
        add(translated(SURF), translated("long-sigh", title=""))

    assert refused.value.extensions["errors"] == [{"pointer": "/exercises/1/title", "detail": "This may not be empty."}]
    assert rows() == []


def test_the_same_words_again_are_no_new_revision_and_others_are():
    add(translated(SURF), translated("long-sigh"))

    added = add(translated(SURF), translated("long-sigh", title="Suspiro largo"))

    assert added == Added("es", added=1, unchanged=1)
    assert rows() == [("long-sigh", 1, "draft"), ("long-sigh", 2, "draft"), (SURF, 1, "draft")]


def test_who_read_the_words_is_kept_with_the_operator_who_says_so():
    enter(SURF)

    read(SURF)

    kept = ExerciseText.objects.get()
    assert (kept.state, kept.read_by, kept.reviewed_at, kept.reviewed_by) == ("reviewed", "Dr Ada Ruiz", NOON, root())


def test_nothing_is_published_that_nobody_has_read():
    enter(SURF)

    with pytest.raises(WordingUnread):
        publish(SURF)
    assert rows() == [(SURF, 1, "draft")]


def test_new_words_have_to_be_read_anew_while_those_before_are_shown():
    bring_out(SURF)
    add(translated(SURF, title="Surfea"))

    with pytest.raises(WordingUnread):
        publish(SURF)
    assert (standing("es").standing, standing("es").has_draft) == (Standing.PUBLISHED, True)


def test_words_are_read_once():
    enter(SURF)
    read(SURF)

    read(SURF)
    with pytest.raises(WordingRead):
        publishing.mark_reviewed("es", SURF, read_by="Somebody else", check=any_etag, by=root().pk, now=NOON)
    assert ExerciseText.objects.get().read_by == "Dr Ada Ruiz"


def test_publishing_twice_is_publishing_once():
    bring_out(SURF)

    publish(SURF)

    assert rows() == [(SURF, 1, "published")]


def test_what_was_taken_back_is_read_again_before_it_returns():
    bring_out(SURF)
    take_back(SURF, language="es")
    take_back(SURF, language="es")

    with pytest.raises(WordingUnread):
        publish(SURF)
    assert standing("es").standing == Standing.DRAFT


def test_an_operator_who_has_seen_other_words_is_told_to_look_again():
    enter(SURF)
    seen = newest_text("es", SURF).etag
    add(translated(SURF, title="Surfea"))

    def check(etag: str) -> None:
        if etag != seen:
            raise PreconditionFailed

    with pytest.raises(PreconditionFailed):
        publishing.mark_reviewed("es", SURF, read_by="Dr Ada Ruiz", check=check, by=root().pk, now=NOON)
    assert rows() == [(SURF, 1, "draft"), (SURF, 2, "draft")]


def test_a_packaged_exercise_is_published_until_it_is_taken_back():
    before = standing("en").standing

    take_back(SURF)

    assert (before, standing("en").standing) == (Standing.PUBLISHED, Standing.DRAFT)
    kept = ExerciseText.objects.get()
    assert (kept.texts, kept.taken_back_at, kept.taken_back_by) == (None, NOON, root())


def test_what_comes_with_a_release_needs_no_other_reading():
    with pytest.raises(WordingRead):
        read(SURF, language="en")
    publish(SURF, language="en")
    assert rows() == []


def test_to_have_read_the_release_before_is_not_enough():
    take_back(SURF)
    read(SURF, language="en")
    ExerciseText.objects.update(version=99)

    with pytest.raises(WordingUnread):
        publish(SURF, language="en")
    read(SURF, language="en")
    publish(SURF, language="en")
    assert state_of(ExerciseText.objects.get()) == "published"


def test_words_for_another_version_are_outdated():
    bring_out(SURF)
    ExerciseText.objects.update(version=2)

    assert standing("es").standing == Standing.OUTDATED
    assert standing("es", "long-sigh").standing == Standing.MISSING
    with pytest.raises(NotFound):
        publish(SURF)


@pytest.mark.parametrize(("language", "slug"), [("es", SURF), ("en", "juggling"), ("fr", "juggling")])
def test_what_nobody_has_put_in_is_not_found(language, slug):
    for step in (read, publish, take_back):
        with pytest.raises(NotFound):
            step(slug, language=language)


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_with_the_same_file_one_adds():
    root()

    said = at_once(lambda: add(translated(SURF)).added)

    assert sorted(said) == [0, 1]
    assert rows() == [(SURF, 1, "draft")]


@pytest.mark.django_db(transaction=True)
def test_of_one_who_takes_back_and_one_who_publishes_at_once_the_second_finds_what_the_first_has_done():
    bring_out(SURF)
    add(translated(SURF, title="Surfea"))
    read(SURF)
    other = in_a_thread(lambda: publish(SURF))

    with transaction.atomic():
        take_back(SURF, language="es")
        other.start()
        wait_until_somebody_waits()
    other.join()

    assert rows() == [(SURF, 1, "draft"), (SURF, 2, "published")]
    assert [text.taken_back_at for text in ExerciseText.objects.order_by("revision")] == [NOON, None]


def in_a_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return threading.Thread(target=run)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_exercise_back_at_once_do_it_once():
    root()

    at_once(lambda: take_back(SURF))

    assert rows() == [(SURF, 1, "draft")]


def test_an_operator_who_leaves_takes_no_words_along():
    bring_out(SURF)

    Account.objects.all().delete()

    assert ExerciseText.objects.get().published_by is None
