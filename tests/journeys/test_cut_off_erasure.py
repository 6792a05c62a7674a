"""The web server is killed in the middle of an erasure."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from backend.accounts.keys.models import DataKey, JournalEntry
from backend.accounts.models import Person
from tests.journeys.steps import sign_up
from tests.stack import Stack, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_between_the_journal_and_the_rows_it_is_finished(driven):
    stack, _, clock = driven
    dana = sign_up(stack)
    person = Person.objects.filter(pk=UUID(dana.person_id))

    with held(person, using="default"):
        kill_during_an_erasure(stack, dana.token, once=JournalEntry.objects.exists)
        assert not person.filter(erased_at__isnull=False).exists()
    clock.move_to(clock.now() + timedelta(minutes=2))

    assert wait_until(lambda: is_erased(dana.person_id), seconds=60)


def test_killed_between_the_rows_and_the_key_it_is_finished(driven):
    stack, _, clock = driven
    dana = sign_up(stack)
    key = DataKey.objects.filter(pk=dana.person_id)

    with held(key, using="keys"):
        kill_during_an_erasure(stack, dana.token, once=Person.objects.filter(erased_at__isnull=False).exists)
        assert key.exists()
    clock.move_to(clock.now() + timedelta(minutes=2))

    assert wait_until(lambda: is_erased(dana.person_id), seconds=60)


@contextmanager
def held(rows, *, using: str) -> Iterator[None]:
    """Let nobody else change these rows."""
    with transaction.atomic(using=using):
        assert list(rows.select_for_update())
        yield


def kill_during_an_erasure(stack: Stack, token: str, *, once) -> None:
    """Begin an erasure, and kill web as soon as `once` says so."""

    def erase() -> None:
        with suppress(OSError):
            stack.call("DELETE", "/v1/me", token=token)

    request = threading.Thread(target=erase)
    request.start()
    assert wait_until(once, seconds=20)
    stack.kill("web")
    request.join()


def is_erased(person_id: str) -> bool:
    is_empty = Person.objects.filter(pk=UUID(person_id), erased_at__isnull=False).exists()
    return is_empty and not DataKey.objects.filter(pk=UUID(person_id)).exists()
