"""An erasure that was cut off between two of its steps, and what a request under way still wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from backend.accounts import standing
from backend.accounts.keys.models import DataKey, JournalEntry
from backend.accounts.models import Consent, DataClass, JournalPosition, Person
from backend.accounts.standing import Standing
from backend.coping.models import CravingRating
from backend.rights import erasure, finishing
from tests.times import utc

pytestmark = pytest.mark.django_db

NOON = utc("2026-11-24T12:00")
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def finish(django_capture_on_commit_callbacks):
    def finished(*, now=LATER):
        with django_capture_on_commit_callbacks(execute=True):
            return finishing.finish_erasures(now=now)

    return finished


def is_erased(person: Person) -> bool:
    has_key = DataKey.objects.filter(account_id=person.pk).exists()
    return Person.objects.filter(pk=person.pk, erased_at__isnull=False).exists() and not has_key


def test_what_was_noted_and_not_deleted_is_deleted(dana, finish):
    standing.note_erasure(dana.pk, now=NOON)

    finish()

    assert is_erased(dana)


def test_a_key_that_was_left_is_destroyed(dana, finish):
    erasure.erase(dana, now=NOON)  # what follows the commit does not run in this test's transaction
    assert DataKey.objects.filter(account_id=dana.pk).exists()

    finish()

    assert is_erased(dana)


def test_what_a_request_under_way_still_wrote_is_deleted(dana, finish):
    erasure.erase(dana, now=NOON)
    CravingRating.objects.create(person=dana, value=5, at=NOON, source="before", recorded_at=NOON)

    finish()

    assert not CravingRating.objects.exists()


def test_nothing_is_done_while_the_request_may_be_at_it(dana, finish):
    standing.note_erasure(dana.pk, now=NOON)

    finish(now=LATER - timedelta(seconds=1))

    assert not is_erased(dana)


def test_nobody_elses_erasure_waits_for_one_that_fails(dana, nora, finish):
    standing.note_erasure(dana.pk, now=NOON)
    standing.note_erasure(nora.pk, now=NOON)

    with refused(dana):
        finish()

    assert is_erased(nora)
    assert not is_erased(dana)
    assert finishing.is_late(now=NOON + timedelta(minutes=6))


def test_one_that_failed_is_tried_again(dana, finish):
    standing.note_erasure(dana.pk, now=NOON)
    with refused(dana):
        finish()

    finish()

    assert is_erased(dana)
    assert not finishing.is_late(now=NOON + timedelta(minutes=6))


def test_what_is_behind_is_not_done_again(dana, finish):
    standing.note_erasure(dana.pk, now=NOON)

    assert (finish(), finish()) == (1, 0)


def test_a_consent_that_was_asked_back_in_vain_ends(dana, sam, finish):
    standing.note_revocation(dana.pk, sam.site_id, DataClass.PLAN, now=NOON)

    finish()

    assert ended_classes(dana) == {DataClass.PLAN: NOON}


def test_a_consent_that_was_given_again_since_stays(dana, sam, finish):
    standing.note_revocation(dana.pk, sam.site_id, DataClass.PLAN, now=NOON)
    Consent.objects.create(
        person=dana, site=sam.site, data_class=DataClass.PLAN, granted_at=NOON + timedelta(seconds=9)
    )

    finish()

    assert Consent.objects.active(LATER).filter(person=dana, data_class=DataClass.PLAN).count() == 1


def test_in_a_database_that_was_put_back_nothing_is_finished(dana, finish):
    standing.note_erasure(dana.pk, now=NOON)
    JournalPosition.objects.update(mark=utc("2020-01-01T12:00"))

    finish()

    assert standing.find() is Standing.BEHIND
    assert not is_erased(dana)


def test_the_journal_can_only_grow(dana):
    standing.note_erasure(dana.pk, now=NOON)

    with pytest.raises(DatabaseError, match="append-only"):
        JournalEntry.objects.all().delete()


def ended_classes(person):
    return dict(Consent.objects.filter(person=person, revoked_at__isnull=False).values_list("data_class", "revoked_at"))


@contextmanager
def refused(person: Person) -> Iterator[None]:
    """Let the database refuse to empty this account, for a reason that nobody foresees."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;"
            "CREATE TRIGGER refuse BEFORE UPDATE ON accounts_person FOR EACH ROW"
            f" WHEN (OLD.account_id = '{person.pk}') EXECUTE FUNCTION refuse()"
        )
        yield
        cursor.execute("DROP TRIGGER refuse ON accounts_person; DROP FUNCTION refuse()")
