"""The pages of a site in a real Chromium, as a supervisor goes through them."""

import json
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backend.accounts.models import Cover, RestrictionAnswer
from backend.aftercare.models import SiteQuestionnaire
from backend.care_team.models import OnCall, SiteHours
from backend.care_team.restrictions.asking import Wish, ask
from tests.aftercare.questionnaires import MORNING
from tests.chromium import needs_chromium
from tests.console import browser as chromium

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]

# Those that the tour of a counsellor does not pass.
MANAGING_PAGES = [
    "settings/",
    "on-call/change/",
    "staff/new/",
    "staff/{sam}/",
    "staff/{sam}/leave/",
    "questionnaires/new/",
    "reviews/",
    "restrictions/",
    "restrictions/{asked}/",
]


@pytest.fixture
def asked(dana, clinic):
    return ask(dana, Wish(clinic.pk, "Please tell my employer nothing."), now=timezone.now())[0]


def test_a_supervisor_changes_hours_and_names_who_is_called(tab, sue, nick):
    page = tab(sue, viewport=chromium.PHONE)
    page.goto("/console/")

    page.get_by_role("link", name="Site").click()
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Saturday, opens").fill("10:00")
    page.get_by_label("Saturday, closes").fill("14:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    page.get_by_role("link", name="On call").click()
    page.get_by_role("link", name="Name them anew").click()
    page.get_by_label("Place 1").select_option(label="sue, supervisor")
    page.get_by_label("Place 2").select_option(label="nick, on call")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert SiteHours.objects.get(iso_weekday=6).closes == time(14)
    assert [row.staff for row in OnCall.objects.order_by("position")] == [sue, nick]


def test_a_supervisor_records_an_absence_invites_and_adds_a_questionnaire(tab, sue, sam, tmp_path):
    file = tmp_path / "morning.json"
    file.write_text(json.dumps(MORNING))
    page = tab(sue)
    page.goto("/console/site/covers/")

    page.get_by_role("link", name="Record an absence").click()
    page.get_by_label("Who is away").select_option(label="sam, counsellor")
    page.get_by_label("Who covers").select_option(label="sue, supervisor")
    page.get_by_label("From").fill("2099-03-01")
    page.get_by_label("Until").fill("2099-03-07")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("to come", exact=True)).to_be_visible()
    page.get_by_role("link", name="Staff").click()
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("On call").check()
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("main code")).to_contain_text("/console/first-admin/")
    page.goto("/console/site/questionnaires/new/")
    page.get_by_label("The questionnaire").set_input_files(file)
    page.get_by_role("button", name="Check and add it").click()

    expect(page.get_by_role("heading", name="Morning round")).to_be_visible()
    assert Cover.objects.get().absent == sam
    assert SiteQuestionnaire.objects.get().created_by == sue


def test_a_supervisor_answers_what_a_person_asked_for_by_keyboard(tab, sue, asked):
    page = tab(sue)
    page.goto("/console/site/")

    page.get_by_role("link", name="Reviews").press("Enter")
    page.get_by_role("link", name="What people asked for").press("Enter")
    page.get_by_role("link", name="dana").press("Enter")
    page.get_by_label("Granted").press("Space")
    page.get_by_label("In words").press_sequentially("We will not.")
    page.get_by_role("button", name="Answer").press("Enter")

    expect(page.get_by_text("granted")).to_be_visible()
    assert RestrictionAnswer.objects.get().words == "We will not."


def test_a_refused_form_says_so_at_the_top_and_beside_the_field(tab, sue):
    page = tab(sue)
    page.goto("/console/site/settings/")
    page.get_by_label("Monday, closes", exact=True).fill("08:00")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("alert").get_by_role("link", name="Monday, closes").click()

    expect(page.get_by_label("Monday, closes", exact=True)).to_be_focused()


@pytest.mark.parametrize(("width", "colours"), [(320, "light"), (1280, "dark")])
def test_no_page_is_wider_than_the_screen_and_targets_fit_a_thumb(tab, sue, sam, asked, tmp_path, width, colours):
    page = tab(sue, viewport={"width": width, "height": 800}, color_scheme=colours)

    too_wide, too_small = [], []
    for path in MANAGING_PAGES:
        page.goto("/console/site/" + path.format(sam=sam.pk, asked=asked.pk))
        chromium.picture(page, tmp_path, path.strip("/").replace("/", "-"))
        too_wide += [path] * chromium.is_wider_than_the_screen(page)
        too_small += chromium.small_targets(page)

    assert (too_wide, too_small) == ([], [])
