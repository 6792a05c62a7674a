"""The page of a person's craving log: each part by its own grant, notes never."""

import pytest

from backend.accounts.models import AccessLog, DataClass
from backend.coping.models import Craving, ExerciseSession, Outcome
from tests.aftercare.factories import revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LOGGED_AT = utc("2026-11-20T14:00")


@pytest.fixture
def logged(dana):
    for day in (18, 19, 20):
        craving = Craving.objects.create(
            person=dana,
            intensity=7,
            triggers=["stress"],
            note="Saw M. at the station",
            occurred_at=LOGGED_AT.replace(day=day),
            recorded_at=LOGGED_AT,
        )
        session = ExerciseSession.objects.create(
            craving=craving, exercise="urge-surfing", exercise_version=1, started_at=LOGGED_AT
        )
        Outcome.objects.create(session=session, done="urge-surfing", intensity_after=4, completed=True, at=LOGGED_AT)
    return dana


def page_of(client, person):
    return client.get(f"/console/people/{person.pk}/cravings/")


def test_the_page_shows_what_was_logged_and_what_it_was_followed_by(sam, logged, console):
    page = page_of(console(sam), logged)

    assert "Surf the urge 3 Dropped by 3 on average, 3 times." in text_of(page)
    assert "Just wait ten minutes 0 Not enough yet." in text_of(page)
    assert page.content.count(b"<svg") >= 4
    assert AccessLog.objects.filter(person=logged, staff=sam, purpose="cravings").count() == 2


def test_notes_are_not_on_it(sam, logged, console):
    assert b"station" not in page_of(console(sam), logged).content


def test_without_the_grant_for_the_log_it_shows_no_log(sam, logged, console):
    revoke(logged, DataClass.CRAVINGS)

    page = page_of(console(sam), logged)

    assert "They do not share their craving log." in text_of(page)
    assert "stress" not in text_of(page)
    assert "Surf the urge" in text_of(page)


def test_without_the_grant_for_exercises_it_shows_none(sam, logged, console):
    revoke(logged, DataClass.EXERCISES)

    page = page_of(console(sam), logged)

    assert "They do not share what exercises did." in text_of(page)
    assert "Surf the urge" not in text_of(page)


def test_without_either_there_is_no_page_and_no_way_to_it(sam, logged, console):
    revoke(logged, DataClass.CRAVINGS, DataClass.EXERCISES)
    client = console(sam)

    assert page_of(client, logged).status_code == 404
    assert b"/cravings/" not in client.get(f"/console/people/{logged.pk}/").content


def test_staff_of_another_site_find_no_page(theo, logged, console):
    assert page_of(console(theo), logged).status_code == 404
