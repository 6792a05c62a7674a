"""The safety plan on a person's pages: read as it is now, by who may, and written by nobody but its owner."""

import pytest

from backend.accounts.models import AccessLog, AlertAccess, DataClass
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.coping.plan_factories import write_safety_plan
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")


@pytest.fixture
def path(dana):
    return f"/console/people/{dana.pk}/safety-plan/"


def test_it_is_read_in_the_order_of_its_steps_with_when_it_was_changed(api, dana, sam, path, console):
    write_safety_plan(api(dana), alone=["Feed the cat", "Swim"])

    page = text_of(console(sam).get(path))

    assert "as it is now. Last changed Mon 23 Nov 2026, 12:00 EST" in page
    assert "2. What I can do by myself Feed the cat Swim 3." in page
    assert page.index("1. How I notice") < page.index("6. How I make my place safe")


def test_what_it_said_before_is_not_on_the_page(api, dana, sam, path, console):
    write_safety_plan(api(dana), alone=["Sleep"])
    write_safety_plan(api(dana), alone=["Swim"])

    page = text_of(console(sam).get(path))

    assert "Sleep" not in page
    assert "ersion" not in page


def test_one_that_is_not_written_yet_is_said_to_be_so(sam, path, console):
    assert "have not written one yet" in text_of(console(sam).get(path))


def test_what_looks_like_markup_is_text(api, dana, sam, path, console):
    write_safety_plan(api(dana), alone=["<script>alert(1)</script>"])

    page = console(sam).get(path).content.decode()

    assert "<script>alert" not in page
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>" in page


def test_the_look_is_on_record(api, dana, sam, path, console):
    write_safety_plan(api(dana))

    console(sam).get(path)

    looks = AccessLog.objects.filter(data_class=DataClass.SAFETY_PLAN)
    assert [(look.staff, look.purpose) for look in looks] == [(sam, "safety-plan")]


def test_once_it_is_shared_no_more_neither_page_nor_way_there_is_left(api, dana, sam, path, console):
    write_safety_plan(api(dana))
    client = console(sam)
    overview = f"/console/people/{dana.pk}/"
    before = client.get(overview).content.decode()
    revoke(dana, DataClass.SAFETY_PLAN, at=NOW)

    assert path in before
    assert client.get(path).status_code == 404
    assert path not in client.get(overview).content.decode()


def test_who_may_see_it_and_not_the_handle_sees_it_alone(api, dana, sam, path, console):
    write_safety_plan(api(dana), alone=["Swim"])
    revoke(dana, DataClass.PLAN, at=NOW)

    page = text_of(console(sam).get(path))

    assert "Swim" in page
    assert "dana" not in page


def test_a_supervisor_reads_it_while_an_l2_is_open(api, dana, sue, path, console):
    write_safety_plan(api(dana), alone=["Swim"])
    client = console(sue)

    assert client.get(path).status_code == 404
    AlertAccess.objects.create(person=dana, site=sue.site, level="L2", since=NOW)
    assert "Swim" in text_of(client.get(path))


def test_nobody_elsewhere_reads_it(api, dana, theo, path, console):
    write_safety_plan(api(dana))

    assert console(theo).get(path).status_code == 404
