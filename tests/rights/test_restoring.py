"""A backup of the main database is put back: within a test, its rows are brought to what they were."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from backend.accounts import standing
from backend.accounts.keys.models import DataKey, JournalEntry
from backend.accounts.models import Consent, DataClass, JournalPosition, Person
from backend.accounts.standing import Standing
from backend.coping.models import CravingRating
from backend.rights import erasure, finishing, restoring
from meetings.stored import sequence
from tests.rewriting import never_granted
from tests.rights.test_finishing import refused
from tests.times import utc

pytestmark = pytest.mark.django_db

NOON = utc("2026-11-24T12:00")
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def restore(django_capture_on_commit_callbacks):
    def restored():
        with django_capture_on_commit_callbacks(execute=True):
            return restoring.restore(now=LATER)

    return restored


@pytest.fixture
def put_back(dana):
    """Dana as the backup of a moment ago knows her, after she was erased since."""
    standing.renew_mark()
    backup = JournalPosition.objects.get()
    standing.note_erasure(dana.pk, now=NOON)
    backup.save()
    return dana


def test_a_backup_is_behind_until_it_is_restored(put_back, restore):
    assert standing.find() is Standing.BEHIND

    restore()

    assert standing.find() is Standing.OK


def test_whoever_was_erased_since_is_erased_again(put_back, restore):
    CravingRating.objects.create(person=put_back, value=5, at=NOON, source="before", recorded_at=NOON)

    done = restore()

    assert (done.erasures, done.revocations, done.failed) == (1, 0, 0)
    assert Person.objects.get(pk=put_back.pk).erased_at is not None
    assert not CravingRating.objects.exists()
    assert not DataKey.objects.filter(account_id=put_back.pk).exists()


def test_a_consent_that_was_taken_back_since_is_taken_back_again(dana, sam, restore):
    standing.note_revocation(dana.pk, sam.site_id, DataClass.ANSWERS, now=NOON)

    done = restore()

    assert done.revocations == 1
    ended = Consent.objects.filter(person=dana, revoked_at__isnull=False)
    assert list(ended.values_list("data_class", "revoked_at")) == [(DataClass.ANSWERS, NOON)]


def test_somebody_who_joined_after_the_backup_is_no_obstacle(put_back, restore):
    put_back.assignment_set.all().delete()
    never_granted(put_back)
    put_back.account.delete()

    done = restore()

    assert (done.erasures, done.failed) == (1, 0)
    assert standing.find() is Standing.OK


def test_who_follows_the_meetings_starts_over(restore):
    sequence.take_numbers(1)
    before, _ = sequence.current()

    restore()

    assert sequence.current()[0] != before


def test_a_second_run_finds_nothing_to_do(put_back, restore):
    restore()

    done = restore()

    assert (done.erasures, done.revocations, done.noted_again, done.keys_destroyed) == (0, 0, 0, 0)


def test_it_does_not_serve_while_an_entry_fails(put_back, restore):
    with refused(put_back), pytest.raises(CommandError, match="1 entries"):
        call_command("restore", stdout=StringIO())

    assert standing.find() is Standing.BEHIND


def test_the_command_says_what_it_did(put_back):
    said = StringIO()

    call_command("restore", stdout=said)

    assert "Erased again: 1. Consents taken back again: 0." in said.getvalue()


@pytest.fixture
def journal_put_back(dana, nora, django_capture_on_commit_callbacks):
    """Both were erased, and a backup of the key store knows of neither: their keys are back and no entry is there."""
    kept = list(DataKey.objects.filter(account_id__in=[dana.pk, nora.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(dana, now=NOON)
        erasure.erase(nora, now=NOON)
        finishing.finish_erasures(now=LATER)
    with connections["keys"].cursor() as cursor:
        cursor.execute("TRUNCATE keys_journalentry RESTART IDENTITY")
    DataKey.objects.bulk_create(kept)


def test_erasures_that_the_journal_has_lost_are_noted_again(journal_put_back, restore):
    assert standing.find() is Standing.JOURNAL_BEHIND

    done = restore()

    assert (done.noted_again, done.erasures) == (2, 2)
    assert not DataKey.objects.filter(account_id__in=JournalEntry.objects.values("person_id")).exists()
    assert standing.find() is Standing.OK


def test_later_entries_bear_numbers_that_no_backup_takes_for_done(journal_put_back, restore):
    known = standing.position().number

    restore()

    assert JournalEntry.objects.earliest("number").number > known
