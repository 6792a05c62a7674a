"""A site's own questionnaires on the pages of its staff."""

import pytest
import time_machine

from backend.accounts import staffing
from backend.accounts.models import Consent, DataClass
from backend.aftercare import check_ins
from backend.aftercare.check_ins import Wish
from backend.aftercare.models import CheckIn
from backend.aftercare.questionnaires import keeping
from backend.care_team import alerts
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from tests.aftercare.questionnaires import add
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
NOON = utc("2026-11-22T17:00")


@pytest.fixture(autouse=True)
def _at_noon_in_new_york():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def morning(clinic):
    return add(clinic)


def test_it_can_be_chosen_by_staff_of_the_site_alone(dana, sam, theo, nora, morning, console):
    staffing.assign(nora, theo, now=NOON)
    Consent.objects.create(person=nora, site=theo.site, data_class=DataClass.PLAN, granted_at=NOON)

    here = text_of(console(sam).get(f"/console/people/{dana.pk}/schedules/new/"))
    there = text_of(console(theo).get(f"/console/people/{nora.pk}/schedules/new/"))

    assert "Morning round" in here
    assert "Morning round" not in there


def test_what_the_site_switched_off_or_retired_is_no_choice(dana, sam, sue, morning, console):
    keeping.switch(sue, "gad-7", is_on=False, now=NOON)
    keeping.retire(sue, "harbour-morning", now=NOON)

    page = text_of(console(sam).get(f"/console/people/{dana.pk}/schedules/new/"))

    assert "PHQ-9" in page
    assert "GAD-7" not in page
    assert "Morning round" not in page


def test_it_is_asked_with_a_button_and_shown_by_its_title(dana, sam, morning, console):
    asked = {"id": "0b1c2d3e-0000-4000-8000-000000000009", "instrument": "harbour-morning"}

    page = text_of(console(sam).post(f"/console/people/{dana.pk}/check-ins/new/", asked, follow=True))

    assert CheckIn.objects.get().instrument == "harbour-morning"
    assert "Morning round" in page


def test_an_alert_says_what_a_rule_of_the_site_means_and_elsewhere_its_codes(dana, sam, theo, morning, console):
    staffing.assign(dana, theo, now=NOON)
    Consent.objects.bulk_create(
        Consent(person=dana, site=theo.site, data_class=each, granted_at=NOON) for each in DataClass
    )
    check_in = check_ins.open_now(dana, Wish("harbour-morning"), now=NOON).check_in
    rules = ["harbour-morning:fit", "harbour-morning:unsafe"]
    alerts.open_or_raise(dana, Level.L3, about=("check-in", check_in.pk), rules=rules, now=NOON)

    here, there = (
        text_of(console(staff).get(f"/console/alerts/{Alert.objects.get(site=staff.site).pk}/"))
        for staff in (sam, theo)
    )

    assert "A fit in the night." in here
    assert "Morning round: unsafe." in here
    assert "harbour-morning:fit" in there
    assert "A fit in the night." not in there
