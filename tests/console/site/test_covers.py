"""Absences on the pages of a site: no absence without a cover."""

import re

import pytest
import time_machine

from backend.accounts.models import Cover
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db

PAGE = "/console/site/covers/"
NEW = f"{PAGE}new/"
NOON = utc("2026-11-23T17:00")  # in New York


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def absence(absent, cover, **changes):
    return {
        "id": "5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11",
        "absent_id": str(absent.pk),
        "cover_id": str(cover.pk),
        "from_day": "2026-11-24",
        "from_time": "08:00",
        "until_day": "2026-12-01",
        "until_time": "09:00",
    } | changes


def test_a_counsellor_is_away_by_the_clock_of_the_site(sam, tess, console):
    client = console(sam)

    response = client.post(NEW, absence(sam, tess), follow=True)

    cover = Cover.objects.get()
    assert (cover.absent, cover.cover) == (sam, tess)
    assert (cover.starts_at, cover.ends_at) == (utc("2026-11-24T13:00"), utc("2026-12-01T14:00"))
    assert "sam to come Covered by tess From Tue 24 Nov 2026, 08:00 EST" in text_of(response)


def test_without_a_first_day_it_begins_now_and_without_a_time_it_ends_at_midnight(sam, tess, console):
    console(sam).post(NEW, absence(sam, tess, from_day="", from_time="", until_time=""))

    cover = Cover.objects.get()
    assert (cover.starts_at, cover.ends_at) == (NOON, utc("2026-12-01T05:00"))


def test_sent_twice_it_is_one_absence(sam, tess, console):
    client = console(sam)

    first, second = (client.post(NEW, absence(sam, tess)) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert Cover.objects.count() == 1


def test_a_supervisor_records_the_absence_of_anybody(sue, sam, tess, console):
    console(sue).post(NEW, absence(sam, tess))

    assert Cover.objects.get().absent == sam


def test_a_counsellor_records_nobody_elses(sam, tess, console):
    page = console(sam).get(NEW).content.decode()
    response = console(sam).post(NEW, absence(tess, sam))

    assert re.findall(r'<option value="([^"]+)"', page.partition('name="cover_id"')[0]) == [str(sam.pk)]
    assert response.status_code == 422
    assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cover_id": ""}, "Who covers : This field is required."),
        ({"until_day": ""}, "Until : This field is required."),
        ({"until_day": "2026-11-20"}, "Until : Give an instant to come, after the start."),
        ({"until_day": "2028-11-24"}, "Until : An absence lasts a year at most."),
        ({"from_day": ""}, "From : Say on which day."),
    ],
)
def test_a_refusal_stands_beside_its_field(sam, tess, console, typed, words):
    response = console(sam).post(NEW, absence(sam, tess, **typed))

    assert response.status_code == 422
    assert words in text_of(response)
    assert not Cover.objects.exists()


def test_who_does_not_fit_is_refused_with_the_reason(sam, nick, console):
    response = console(sam).post(NEW, absence(sam, nick))

    assert "Who covers : Only counsellors and supervisors follow people." in text_of(response)


def test_two_absences_at_once_are_refused(sam, sue, tess, console):
    client = console(sam)
    client.post(NEW, absence(sam, tess))

    response = client.post(NEW, absence(sam, sue, id="6f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11"))

    assert "There is an absence or a cover at that time already." in text_of(response)


def test_who_is_back_ends_it(sam, tess, console):
    client = console(sam)
    client.post(NEW, absence(sam, tess))

    page = client.post(f"{PAGE}{Cover.objects.get().pk}/end/", follow=True)

    assert Cover.objects.get().cancelled_at == NOON
    assert "None now and none to come." in text_of(page)


def test_who_covers_reads_it_and_cannot_end_it(sam, tess, console):
    console(sam).post(NEW, absence(sam, tess))
    client = console(tess)

    page = client.get(PAGE)
    ended = client.post(f"{PAGE}{Cover.objects.get().pk}/end/")

    assert "Covered by tess" in text_of(page)
    assert "/end/" not in page.content.decode()
    assert ended.status_code == 403
    assert Cover.objects.get().cancelled_at is None


def test_whom_it_does_not_concern_sees_nothing_of_it(sam, tess, nick, theo, console):
    console(sam).post(NEW, absence(sam, tess))

    for stranger in (nick, theo):
        client = console(stranger)
        assert "Covered by" not in text_of(client.get(PAGE))
        assert client.post(f"{PAGE}{Cover.objects.get().pk}/end/").status_code == 404


def test_an_absence_that_is_over_is_left_out(sam, tess, console):
    console(sam).post(NEW, absence(sam, tess))

    with time_machine.travel(utc("2026-12-01T14:00"), tick=False):
        page = text_of(console(sam).get(PAGE))

    assert "None now and none to come." in page


def test_the_list_of_staff_says_who_is_away(sam, sue, tess, console):
    console(sam).post(NEW, absence(sam, tess, from_day="", from_time=""))

    assert "Away until Tue 1 Dec 2026, 09:00 EST, tess covers" in text_of(console(sue).get("/console/site/staff/"))
