"""The database refuses to change or to delete what the audit holds, whoever asks."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from backend.accounts.models import AccessLog, ChainLink, Consent, DataClass, Notice
from tests.accounts.audit.rows import NOON, one_of_each
from tests.rewriting import history_rewritten
from tests.times import utc

pytestmark = pytest.mark.django_db

TABLES = (
    "accesslog",
    "breakglass",
    "breakglassbar",
    "chainlink",
    "consent",
    "consentform",
    "disclosure",
    "notice",
    "outsideconsent",
    "restrictionanswer",
    "restrictionrequest",
    "revocation",
)
LATER = utc("2026-11-24T13:00")


@pytest.fixture
def rows(dana, sam):
    rows = dict(one_of_each(dana, sam))
    rows["chainlink"] = ChainLink.objects.create(
        person=dana, number=1, record_type="notice", record_id=rows["notice"].pk, digest=b"", sealed_at=NOON
    )
    return rows


def refuses(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def sql(statement, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def emptied(table, column, pk) -> None:
    sql(f"UPDATE accounts_{table} SET {column} = NULL WHERE id = %s", pk)


def stored(row):
    return type(row)._base_manager.filter(pk=row.pk)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_deleted(rows, table):
    assert refuses(lambda: sql(f"DELETE FROM accounts_{table} WHERE id = %s", rows[table].pk))


@pytest.mark.parametrize("table", TABLES)
def test_no_value_can_be_changed_but_a_count_of_looks(rows, table):
    row = rows[table]
    filled = {field.column for field in row._meta.concrete_fields if row.__dict__[field.attname] is not None}

    kept = {column for column in filled if refuses(lambda column=column: emptied(table, column, row.pk))}

    assert kept == filled - {"looks"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_cannot_be_emptied(rows, table):
    # PostgreSQL empties no table while keys to it are still to be checked.
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET LOCAL handrail.may_truncate = off")

    assert refuses(lambda: sql(f"TRUNCATE accounts_{table} CASCADE"))


@pytest.mark.parametrize("table", [table for table in TABLES if table != "chainlink"])
def test_a_row_is_sealed_once(rows, table):
    stored(rows[table]).update(sealed_at=NOON)

    assert refuses(lambda: stored(rows[table]).update(sealed_at=LATER))
    assert refuses(lambda: stored(rows[table]).update(sealed_at=None))


@pytest.mark.parametrize("table", ["consent", "outsideconsent"])
def test_a_consent_is_taken_back_once_also_when_it_is_sealed(rows, table):
    stored(rows[table]).update(sealed_at=NOON)

    stored(rows[table]).filter(revoked_at=None).update(revoked_at=NOON)

    assert refuses(lambda: stored(rows[table]).update(revoked_at=LATER))
    assert refuses(lambda: stored(rows[table]).update(revoked_at=None))


def test_looks_only_grow_and_only_until_the_seal(rows):
    look = AccessLog.objects.filter(pk=rows["accesslog"].pk)

    look.update(looks=2)

    assert refuses(lambda: look.update(looks=1))
    look.update(sealed_at=NOON)
    assert refuses(lambda: look.update(looks=3))


def test_what_lies_more_than_six_years_back_may_go(rows):
    now = timezone.now()
    notices = Notice.objects.filter(pk=rows["notice"].pk)
    with history_rewritten():
        notices.update(at=now - timedelta(days=6 * 365))
    assert refuses(notices.delete)

    with history_rewritten():
        notices.update(at=now - timedelta(days=6 * 366))
    notices.delete()

    assert not notices.exists()


def test_the_years_of_a_consent_begin_with_its_end(dana):
    consents = Consent.objects.filter(person=dana, data_class=DataClass.PLAN)
    long_ago = timezone.now() - timedelta(days=7 * 366)
    with history_rewritten():
        consents.update(granted_at=long_ago)
    assert refuses(consents.delete)

    consents.update(revoked_at=long_ago)
    consents.delete()

    assert not consents.exists()
