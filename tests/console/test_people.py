"""The people staff follow, and what each shares."""

import pytest
import time_machine

from backend.accounts.models import Consent, DataClass
from tests.aftercare.factories import begin
from tests.care_team.factories import open_alert
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(utc("2026-11-23T17:00"), tick=False):
        yield


def revoke(person, data_class):
    Consent.objects.filter(person=person, data_class=data_class).update(revoked_at=utc("2026-11-23T16:00"))


def test_staff_see_the_people_assigned_to_them(sam, dana, nora, console):
    page = text_of(console(sam).get("/console/people/"))

    assert "dana" in page
    assert "nora" not in page


def test_staff_of_another_site_see_nobody(theo, dana, console):
    client = console(theo)

    assert "dana" not in text_of(client.get("/console/people/"))
    assert client.get(f"/console/people/{dana.pk}/").status_code == 404


def test_a_person_page_says_what_is_shared_and_what_is_not(sam, dana, console):
    revoke(dana, DataClass.CRAVINGS)

    page = text_of(console(sam).get(f"/console/people/{dana.pk}/"))

    assert "Answers and scores shared" in page
    assert "Cravings not shared" in page


def test_a_person_page_shows_recent_check_ins_with_level_and_scores(sam, dana, console, api):
    phone = api(dana)
    opened = phone.post("/v1/check-ins", {"instrument": "phq-9"}).json()
    answers = {f"q{number}": 1 for number in range(1, 9)} | {"q9": 0}
    phone.post(f"/v1/check-ins/{opened['id']}/response", {"answers": answers, "final": True})

    page = text_of(console(sam).get(f"/console/people/{dana.pk}/"))

    assert "PHQ-9 answered L0 · all as usual total 8, mild" in page


def test_a_supervisor_reads_there_no_check_in_from_more_than_two_weeks_before_the_alert(sue, dana, console):
    for day in ("2026-11-08T12:00", "2026-11-10T12:00"):
        begin(dana, now=utc(day))
    open_alert(dana, now=utc("2026-11-23T15:00"))

    page = text_of(console(sue).get(f"/console/people/{dana.pk}/"))

    assert "10 Nov" in page
    assert "8 Nov" not in page


def test_without_consent_to_answers_the_page_shows_none(sam, dana, console):
    revoke(dana, DataClass.ANSWERS)

    page = text_of(console(sam).get(f"/console/people/{dana.pk}/"))

    assert "Answers are not shared with Harbour Clinic" in page


def test_without_consent_to_the_plan_there_is_no_page(sam, dana, console):
    revoke(dana, DataClass.PLAN)

    assert console(sam).get(f"/console/people/{dana.pk}/").status_code == 404


def test_each_look_is_on_record_by_class(sam, dana, console):
    console(sam).get(f"/console/people/{dana.pk}/")

    assert {look.data_class for look in dana.accesslog_set.all()} == {"plan", "answers", "cravings"}
