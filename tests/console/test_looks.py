"""The access log as staff read it."""

import pytest
import time_machine

from backend.accounts.models import DataClass
from tests.console.conftest import text_of
from tests.rewriting import never_granted
from tests.times import utc

pytestmark = pytest.mark.django_db
OWN = "/console/looks/"


@pytest.fixture(autouse=True)
def _at_ten():
    with time_machine.travel(utc("2026-11-23T15:00"), tick=False):
        yield


def test_staff_read_what_they_looked_at_in_the_words_that_the_person_reads(dana, sam, console):
    client = console(sam)
    client.get(f"/console/people/{dana.pk}/")

    page = text_of(client.get(OWN))

    assert "dana Mon 23 Nov 2026, 10:00 EST, 1 look" in page
    assert "What the person reads Looked at the people they follow." in page


def test_whoever_may_not_be_seen_any_more_has_no_name(dana, sam, console):
    client = console(sam)
    client.get(f"/console/people/{dana.pk}/")
    never_granted(dana, DataClass.PLAN)

    page = text_of(client.get(OWN))

    assert "dana" not in page
    assert f"Somebody you may not see: {str(dana.pk)[:8]}" in page


def test_a_supervisor_reads_the_looks_of_a_colleague(dana, sam, sue, console):
    console(sam).get(f"/console/people/{dana.pk}/")

    page = text_of(console(sue).get(f"{OWN}{sam.pk}/"))

    assert "What sam looked at" in page
    assert f"Somebody you may not see: {str(dana.pk)[:8]}" in page


def test_a_counsellor_does_not(sam, sue, console):
    assert console(sam).get(f"{OWN}{sue.pk}/").status_code == 404


def test_nor_does_a_supervisor_of_another_site(sue, theo, console):
    assert console(sue).get(f"{OWN}{theo.pk}/").status_code == 404


def test_the_names_that_are_shown_are_a_look_themselves(dana, sam, console):
    client = console(sam)
    client.get(f"/console/people/{dana.pk}/")

    client.get(OWN)

    assert dana.accesslog_set.filter(purpose="access-log", data_class="plan").exists()
