"""Before a session ends the page asks, and when it has ended nothing stays on the screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backend.console.models import ConsoleSession
from tests.chromium import needs_chromium
from tests.console import browser as chromium

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]


def opened_at_the_people(tab, staff, **options):
    page = tab(staff, **options)
    page.clock.install()
    page.goto("/console/people/")
    return page


def pass_time(page, minutes):
    """Let it pass on both sides: the browser's clock, and the last activity that the server knows of."""
    ConsoleSession.objects.update(last_active_at=timezone.now() - timedelta(minutes=minutes))
    page.clock.fast_forward(minutes * 60 * 1000)


def idle_minutes():
    return (timezone.now() - ConsoleSession.objects.get().last_active_at) // timedelta(minutes=1)


def test_two_minutes_before_the_end_it_asks_and_a_click_keeps_one_signed_in(tab, sam, dana, tmp_path):
    page = opened_at_the_people(tab, sam, viewport=chromium.PHONE)

    pass_time(page, 29)
    question = page.get_by_role("dialog", name="You will be signed out soon")
    expect(question).to_be_visible()
    chromium.picture(page, tmp_path, "still-there")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")

    expect(question).to_be_hidden()
    assert idle_minutes() == 0
    expect(page.get_by_text("dana")).to_be_visible()


def test_asking_by_itself_is_no_activity(tab, sam, dana):
    page = opened_at_the_people(tab, sam)

    pass_time(page, 29)
    expect(page.get_by_role("dialog", name="You will be signed out soon")).to_be_visible()

    assert idle_minutes() == 29


def test_when_time_is_over_the_page_leads_to_the_sign_in_page_and_says_why(tab, sam, dana, tmp_path):
    page = opened_at_the_people(tab, sam)

    pass_time(page, 31)

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("nothing had happened for 30 minutes")
    expect(page.get_by_text("dana")).to_have_count(0)
    assert page.url.endswith("?next=%2Fconsole%2Fpeople%2F")
    chromium.picture(page, tmp_path, "signed-out")


def test_a_tab_that_rests_stays_while_another_is_used(tab, sam, dana):
    page = opened_at_the_people(tab, sam)

    page.clock.fast_forward(31 * 60 * 1000)
    page.wait_for_timeout(500)

    expect(page.get_by_role("heading", name="People")).to_be_visible()
    expect(page.get_by_role("dialog", name="You will be signed out soon")).to_be_hidden()


def test_at_the_end_of_twelve_hours_it_says_so_and_offers_no_stay(tab, sam, dana, tmp_path):
    page = opened_at_the_people(tab, sam)
    ConsoleSession.objects.update(began_at=timezone.now() - timedelta(hours=11, minutes=59))

    page.clock.fast_forward(29 * 60 * 1000)

    expect(page.get_by_text("twelve hours ago")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    chromium.picture(page, tmp_path, "twelve-hours")
