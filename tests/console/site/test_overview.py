"""What is in force at a site, on the page of its staff."""

from dataclasses import fields
from datetime import date, time

import pytest
import time_machine

from backend.accounts.policies import Policies
from backend.care_team.models import SiteHoliday, SiteHours
from backend.console.roles import ROLE_HELP, ROLE_WORDS, Role
from backend.console.site.words import POLICY_WORDS, REGIME_WORDS, Regime
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db

PAGE = "/console/site/"
MONDAY_TEN = utc("2026-11-23T15:00")  # in New York


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY_TEN, tick=False):
        yield


def test_any_colleague_reads_what_is_in_force(nick, sue, console):
    page = text_of(console(nick).get(PAGE))

    assert "Harbour Clinic" in page
    assert "On the clock of America/New_York" in page
    assert "42 CFR Part 2" in page
    assert "Open now. Monday 09:00 to 17:00 Tuesday" in page
    assert "Sunday closed" in page
    assert "Asked again after an alert 24 and 168 hours" in page
    assert "Who is called now nick sue" in page


def test_a_closed_site_says_when_it_opens(sam, clinic, console):
    SiteHours.objects.create(site=clinic, iso_weekday=6, opens=time(8), closes=time(0))
    SiteHours.objects.create(site=clinic, iso_weekday=6, opens=time(6), closes=time(7))

    page = text_of(console(sam).get(PAGE))

    assert "Closed now, opens Sat 28 Nov 2026, 06:00 EST" in page
    assert "Saturday 06:00 to 07:00, 08:00 to midnight" in page


def test_holidays_that_are_over_are_left_out(sam, clinic, console):
    for day in (date(2026, 11, 22), date(2026, 12, 25)):
        SiteHoliday.objects.create(site=clinic, on=day)

    page = text_of(console(sam).get(PAGE))

    assert "Fri 25 Dec 2026" in page
    assert "22 Nov" not in page


def test_where_nobody_would_be_called_the_page_says_so(sam, console):
    assert "Nobody. An alert that its owner does not answer" in text_of(console(sam).get(PAGE))


def test_who_runs_the_site_is_led_to_change_it(sam, sue, ada, console):
    led = {
        who.account.login: "/console/site/settings/" in console(who).get(PAGE).content.decode()
        for who in (sam, sue, ada)
    }

    assert led == {"sam": False, "sue": True, "ada": True}


def test_each_reads_their_own_site(theo, sam, console):
    page = text_of(console(theo).get(PAGE))

    assert "Hill Clinic" in page
    assert "Harbour Clinic" not in page


def test_there_are_words_for_every_role_regime_and_policy():
    assert set(POLICY_WORDS) == {field.name for field in fields(Policies)}
    assert set(ROLE_WORDS) == set(ROLE_HELP) == set(Role)
    assert set(REGIME_WORDS) == set(Regime)
