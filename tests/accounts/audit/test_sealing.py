"""The seal, and what its check finds when a superuser changes what is kept."""

import re
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.accounts.audit import looks, records, sealing
from backend.accounts.audit.chain import COLUMNS, FORM
from backend.accounts.audit.purposes import Purpose
from backend.accounts.audit.verifying import Fault, What, verify, verify_all
from backend.accounts.keys import store
from backend.accounts.models import AccessLog, ChainLink, Consent, DataClass, Notice, OutsideConsent
from tests.accounts.audit.rows import HOUR, NOON, one_of_each
from tests.at_once import at_once
from tests.rewriting import history_rewritten
from tests.times import utc

pytestmark = pytest.mark.django_db

MINUTE_LATER = utc("2026-11-24T12:16")
NEXT_DAY = utc("2026-11-25T12:16")


def sql(statement, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def sealed_story(person, staff) -> None:
    """Two of each kind of row, sealed on two days."""
    for day in (NOON, NOON + 24 * HOUR):
        one_of_each(person, staff, at=day)
        sealing.seal(now=day + HOUR)


def test_every_row_becomes_the_next_link_of_its_person(dana, nora, sam):
    one_of_each(dana, sam)
    one_of_each(nora, sam)

    sealed = sealing.seal(now=NOON + HOUR)

    numbers = list(ChainLink.objects.filter(person=dana).order_by("number").values_list("number", flat=True))
    # Dana had consented to every class before.
    assert numbers == list(range(1, 11 + len(DataClass) + 1))
    assert sealed == ChainLink.objects.count() == len(numbers) + 11
    assert verify(dana.pk, now=NEXT_DAY) is verify(nora.pk, now=NEXT_DAY) is None


def test_a_second_seal_goes_on_where_the_first_ended_and_finds_nothing_twice(dana, sam):
    sealed_story(dana, sam)

    assert sealing.seal(now=NEXT_DAY) == 0
    assert verify(dana.pk, now=NEXT_DAY) is None
    assert list(verify_all(now=NEXT_DAY)) == []


def test_looks_are_sealed_when_their_quarter_of_an_hour_is_over(dana, sam):
    looks.record_look(sam.account, [dana], DataClass.PLAN, purpose=Purpose.PLAN, now=NOON)

    sealing.seal(now=utc("2026-11-24T12:14:59"))
    assert AccessLog.objects.get().sealed_at is None

    sealing.seal(now=utc("2026-11-24T12:15"))
    assert AccessLog.objects.get().sealed_at == utc("2026-11-24T12:15")


def test_more_than_a_batch_is_sealed_in_one_turn(dana, sam):
    notice = one_of_each(dana, sam)["notice"]
    rows = [Notice(**values(notice) | {"id": uuid.uuid4()}) for _ in range(sealing.BATCH)]
    Notice.objects.bulk_create(rows)

    sealing.seal(now=NOON + HOUR)

    assert not Notice.objects.filter(sealed_at=None).exists()
    assert verify(dana.pk, now=NEXT_DAY) is None


def values(row) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_seal_each_row_once(dana, sam):
    one_of_each(dana, sam)

    sealed = at_once(lambda: sealing.seal(now=NOON + HOUR))

    assert sum(sealed) == ChainLink.objects.count() == 11 + len(DataClass)
    assert verify(dana.pk, now=NEXT_DAY) is None


def test_a_seal_that_was_taken_away_by_force_is_found_and_stops_nobody_else(dana, nora, sam):
    sealed_story(dana, sam)
    with history_rewritten():
        Notice.objects.filter(person=dana).update(sealed_at=None)
    one_of_each(nora, sam)

    sealing.seal(now=NEXT_DAY)

    assert verify(nora.pk, now=NEXT_DAY) is None
    assert verify(dana.pk, now=NEXT_DAY) is not None


@pytest.fixture
def years(dana, sam):
    """A thousand sealed rows of each kind and a chain over as many, with one of each to be sealed."""
    sealed_story(dana, sam)
    with history_rewritten():
        for record_type, model in records.MODELS.items():
            # Each answer and each bar is about another thing.
            new = {"id", "break_glass_id"} | ({"request_id"} if record_type == "restrictionanswer" else set())
            copy_rows(model, 1000, new)
        sql(
            "INSERT INTO accounts_chainlink (person_id, number, record_type, record_id, form, digest, sealed_at)"
            " SELECT person_id, 1000 + n, 'notice', gen_random_uuid(), 1, digest, sealed_at"
            " FROM accounts_chainlink, generate_series(1, 1000) AS n WHERE number = 1"
        )
    one_of_each(dana, sam, at=NEXT_DAY)
    sql(f"ANALYZE accounts_chainlink, {', '.join(model._meta.db_table for model in records.MODELS.values())}")
    return NEXT_DAY + HOUR


def copy_rows(model, count, new) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    copied = ", ".join("gen_random_uuid()" if column in new else column for column in columns)
    sql(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
        f" SELECT {copied} FROM (SELECT * FROM {model._meta.db_table} LIMIT 1) AS one, generate_series(1, %s)",
        count,
    )


@pytest.mark.parametrize("record_type", records.MODELS)
def test_the_seal_reads_what_is_open_and_not_what_was_sealed(years, record_type):
    plan = records.unsealed(record_type, now=years)[: sealing.BATCH].explain()

    assert re.search(r"Index Scan using \w+_unsealed on", plan), plan


def test_the_seal_reads_the_end_of_a_chain_and_not_the_chain(years, dana):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sealing.HEADS}", [[dana.pk]])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Scan Backward using one_link_a_number" in plan, plan


def test_a_consent_can_be_taken_back_after_the_seal(dana, sam):
    sealed_story(dana, sam)

    Consent.objects.filter(person=dana, revoked_at=None).update(revoked_at=NEXT_DAY)

    assert verify(dana.pk, now=NEXT_DAY) is None


def test_a_chain_is_checked_after_the_key_is_destroyed(dana, sam):
    sealed_story(dana, sam)

    store.destroy_key(dana.pk)

    assert verify(dana.pk, now=NEXT_DAY) is None
    with history_rewritten():
        Notice.objects.filter(person=dana).update(version="2")
    assert verify(dana.pk, now=NEXT_DAY) is not None


def test_every_column_of_every_table_is_under_the_seal():
    for record_type, model in records.MODELS.items():
        columns = {field.attname for field in model._meta.concrete_fields} - {"sealed_at", "revoked_at"}

        assert set(COLUMNS[FORM][record_type].split()) == columns, record_type


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE accounts_notice SET version = '2' WHERE id = %s", What.CHANGED),
        ("DELETE FROM accounts_notice WHERE id = %s", What.ROW_MISSING),
    ],
)
def test_the_first_link_that_does_not_fit_is_named(dana, sam, statement, what):
    sealed_story(dana, sam)
    link = ChainLink.objects.filter(record_type="notice").earliest("number")

    with history_rewritten():
        sql(statement, link.record_id)

    assert verify(dana.pk, now=NEXT_DAY) == Fault(dana.pk, link.number, "notice", link.record_id, what)


def test_a_missing_link_is_told_from_a_changed_one(dana, sam):
    sealed_story(dana, sam)

    with history_rewritten():
        ChainLink.objects.filter(person=dana, number=5).delete()

    fault = verify(dana.pk, now=NEXT_DAY)
    assert fault is not None
    assert (fault.number, fault.what) == (6, What.LINK_MISSING)


def test_rows_whose_links_were_cut_off_at_the_end_are_found(dana, sam):
    sealed_story(dana, sam)
    last = ChainLink.objects.filter(person=dana).latest("number")

    with history_rewritten():
        ChainLink.objects.filter(pk=last.pk).delete()

    fault = verify(dana.pk, now=NEXT_DAY)
    assert fault == Fault(dana.pk, None, last.record_type, last.record_id, What.NOT_LINKED)
    assert list(verify_all(now=NEXT_DAY)) == [fault]


@pytest.mark.parametrize("revoked_at", [None, NEXT_DAY])
def test_a_consent_that_stands_again_or_longer_after_its_revocation_is_found(dana, sam, revoked_at):
    sealed_story(dana, sam)

    with history_rewritten():
        OutsideConsent.objects.update(revoked_at=revoked_at)

    fault = verify(dana.pk, now=NEXT_DAY)
    assert fault is not None
    assert fault.what == What.NOT_REVOKED


def test_a_row_that_the_law_lets_go_after_six_years_leaves_a_chain_that_fits(dana, sam):
    sealed_story(dana, sam)
    with history_rewritten():
        Notice.objects.all().delete()

    assert verify(dana.pk, now=utc("2032-11-22T12:00")) is not None
    assert verify(dana.pk, now=utc("2032-11-26T12:00")) is None


def test_any_single_change_in_the_middle_is_found(dana, sam):
    sealed_story(dana, sam)
    links = list(ChainLink.objects.filter(person=dana).order_by("number"))

    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def found(data):
        link = data.draw(st.sampled_from(links[:-1]), label="link")
        tamper = data.draw(st.sampled_from([change_row, change_link, delete_row, delete_link, exchange, put_in]))
        with transaction.atomic():
            with history_rewritten():
                is_done = done(tamper, link, data)
            fault = verify(dana.pk, now=NEXT_DAY)
            transaction.set_rollback(True)
        assert fault is not None or not is_done

    found()


def done(tamper, link, data) -> bool:
    """Whether the database takes the change: a value that its constraints refuse changes nothing."""
    try:
        with transaction.atomic():
            tamper(link, data)
    except IntegrityError:
        return False
    return True


def change_row(link, data) -> None:
    columns = [*COLUMNS[FORM][link.record_type].split(), "sealed_at"]
    change(f"accounts_{link.record_type}", data.draw(st.sampled_from(columns), label="column"), link.record_id)


def change_link(link, data) -> None:
    columns = ["person_id", "number", "record_type", "record_id", "form", "digest", "sealed_at"]
    change("accounts_chainlink", data.draw(st.sampled_from(columns), label="column"), link.pk)


def change(table, column, pk) -> None:
    """Give a column another value of its type, whatever it holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        [data_type] = cursor.fetchone()
    other = {
        "uuid": "gen_random_uuid()",
        "character varying": f"CASE WHEN {column} LIKE 'x%%' THEN 'y' ELSE 'x' END",
        "timestamp with time zone": f"coalesce({column} + interval '1 microsecond', now())",
        "jsonb": f"{column} || '\"x\"'",
        "bytea": f"set_byte({column}, 0, (get_byte({column}, 0) + 1) %% 256)",
    }.get(data_type, f"{column} + 1000")
    sql(f"UPDATE {table} SET {column} = {other} WHERE id = %s", pk)


def delete_row(link, _data) -> None:
    sql(f"DELETE FROM accounts_{link.record_type} WHERE id = %s", link.record_id)


def delete_link(link, _data) -> None:
    sql("DELETE FROM accounts_chainlink WHERE id = %s", link.pk)


def exchange(link, _data) -> None:
    """Let this row and the next stand in one another's places, digests and all."""
    far = 1000
    for before, after in ((0, far), (1, 0), (far, 1)):
        sql(
            "UPDATE accounts_chainlink SET number = %s WHERE person_id = %s AND number = %s",
            link.number + after,
            link.person_id,
            link.number + before,
        )


def put_in(link, _data) -> None:
    """Slip in a row that says it is sealed like its neighbour."""
    sql(
        "INSERT INTO accounts_notice (id, event, version, language, text_sha256, at, sealed_at, person_id, site_id)"
        " SELECT gen_random_uuid(), event, version, language, text_sha256, at, %s, person_id, site_id"
        " FROM accounts_notice WHERE person_id = %s LIMIT 1",
        link.sealed_at,
        link.person_id,
    )
