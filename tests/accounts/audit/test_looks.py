import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.audit import looks
from backend.accounts.audit.purposes import Purpose
from backend.accounts.models import AccessLog, BreakGlassBar, DataClass
from tests.accounts.audit.rows import NOON, broken_glass
from tests.times import utc

pytestmark = pytest.mark.django_db


def look(staff, *people, at: str = "2026-11-24T12:00", purpose: Purpose = Purpose.ANSWERS) -> None:
    looks.record_look(staff.account, people, DataClass.ANSWERS, purpose=purpose, now=utc(at))


def test_looks_within_a_quarter_of_an_hour_are_one_row_with_a_count(dana, sam):
    for minute in ("12:01", "12:14:59.999999", "12:15"):
        look(sam, dana, at=f"2026-11-24T{minute}")

    assert list(AccessLog.objects.order_by("started_at").values_list("started_at", "looks")) == [
        (utc("2026-11-24T12:00"), 2),
        (utc("2026-11-24T12:15"), 1),
    ]


def test_a_page_that_shows_somebody_twice_is_one_look_and_one_statement(dana, nora, sam):
    with CaptureQueriesContext(connection) as queries:
        look(sam, dana, nora, dana)

    assert len(queries) == 1
    assert list(AccessLog.objects.values_list("looks", flat=True)) == [1, 1]


def test_a_look_after_the_seal_begins_another_row(dana, sam):
    look(sam, dana)
    AccessLog.objects.update(sealed_at=NOON)

    look(sam, dana)

    assert set(AccessLog.objects.values_list("sealed_at", "looks")) == {(None, 1), (NOON, 1)}


def test_a_person_reads_who_looked_in_which_role_and_what_for(api, dana, sam):
    look(sam, dana)

    rows = api(dana).get("/v1/me/access-log").json()["results"]

    assert [{name: value for name, value in row.items() if name != "started_at"} for row in rows] == [
        {
            "site": "Harbour Clinic",
            "staff": "sam",
            "role": "counsellor",
            "data_class": "answers",
            "purpose": "answers",
            "purpose_text": "Read your check-ins.",
            "looks": 1,
        }
    ]


def test_a_persons_own_look_and_a_look_at_nobody_leave_no_row(dana, sam):
    looks.record_look(dana.account, [dana], DataClass.PLAN, purpose=Purpose.PLAN, now=NOON)
    look(sam)

    assert not AccessLog.objects.exists()


def test_while_the_glass_is_broken_every_look_at_that_person_is_one_in_an_emergency(dana, nora, sam, sue):
    broken_glass(dana, sue)

    look(sue, dana, nora)
    look(sam, dana)
    look(sue, dana, at="2026-11-24T13:00")

    purposes = dict(AccessLog.objects.values_list("staff__account__login", "purpose").filter(person=nora))
    assert purposes == {"sue": "answers"}
    of_dana = AccessLog.objects.filter(person=dana).values_list("staff__account__login", "started_at", "purpose")
    assert set(of_dana) == {
        ("sue", NOON, "break-glass"),
        ("sam", NOON, "answers"),
        ("sue", utc("2026-11-24T13:00"), "answers"),
    }


def test_what_a_supervisor_has_barred_is_not_in_the_persons_log(dana, sam, sue):
    barred = broken_glass(dana, sam)
    broken_glass(dana, sam, at=utc("2026-11-25T12:00"))
    BreakGlassBar.objects.create(break_glass=barred, person=dana, staff=sue, reason="He reads it.", at=NOON)
    for at in ("2026-11-24T12:30", "2026-11-25T12:30", "2026-11-26T12:30"):
        look(sam, dana, at=at)

    assert [each.started_at.day for each in looks.looks_at(dana).order_by("started_at")] == [25, 26]
