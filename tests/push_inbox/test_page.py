"""The page: live, usable by keyboard, and deaf to markup in what it shows."""

import re
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from tests.chromium import needs_chromium

PAGE = Path(__file__).parents[2] / "backend" / "push_inbox" / "page"


def notice(title, **android):
    return {"notification": {"title": title, "body": "Open the app."}, "android": {"notification": android}}


def test_the_policy_allows_no_inline_script_and_no_other_host(inbox):
    response = requests.get(inbox.url, timeout=10)

    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|<style", response.text)


def test_the_script_builds_no_markup_from_text():
    script = "".join(file.read_text() for file in PAGE.glob("*.js"))

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|DOMParser", script)


@needs_chromium
def test_markup_in_a_push_is_shown_as_text(inbox, page):
    title = "<script>document.title='run'</script><img src=x onerror=alert(1)>"
    inbox.phone("dana")

    inbox.send({"token": "dana"} | notice(title))

    expect(page.locator(".card .title")).to_have_text(title)
    assert page.title() == "Push inbox"
    assert page.locator(".phones script, .phones .card img, .journal script").count() == 0


@needs_chromium
def test_a_repeat_is_marked_in_place_of_the_first(inbox, page):
    inbox.phone("dana")

    inbox.send({"token": "dana"} | notice("You have a reminder", tag="n1"))
    inbox.send({"token": "dana"} | notice("You have a reminder", tag="n1"))

    expect(page.locator(".twice")).to_have_text("×2")
    assert page.locator(".card").count() == 1
    expect(page.locator(".journal .chip")).to_have_text(["accepted", "accepted"])


@needs_chromium
def test_a_notice_is_opened_and_another_dismissed_by_keyboard(inbox, page):
    inbox.phone("dana")
    inbox.send({"token": "dana"} | notice("one"))
    inbox.send({"token": "dana"} | notice("two"))
    expect(page.locator(".card")).to_have_count(2)

    page.locator(".card", has_text="one").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_role("button", name="Dismiss this notice").press("Enter")

    expect(page.get_by_text("No notices")).to_be_visible()


@needs_chromium
def test_the_switches_of_a_phone_work_from_the_page(inbox, page):
    inbox.phone("dana", tzid="America/New_York")

    page.get_by_role("switch", name="Offline").click()
    expect(page.get_by_role("switch", name="Offline")).to_be_checked()
    inbox.send({"token": "dana"} | notice("later"))
    expect(page.get_by_text("No signal, 1 waiting")).to_be_visible()
    page.get_by_role("switch", name="Offline").click()

    expect(page.locator(".card .title")).to_have_text("later")


@needs_chromium
def test_a_zone_that_does_not_exist_is_marked_and_changes_nothing(inbox, browser):
    inbox.phone("dana", tzid="America/New_York")
    page = browser.new_page()
    page.goto(inbox.url)

    page.get_by_label("Zone").fill("Mars/Olympus")
    page.get_by_label("Zone").press("Tab")

    expect(page.get_by_label("Zone")).to_have_attribute("aria-invalid", "true")
    assert inbox.phones()["dana"]["tzid"] == "America/New_York"
    page.close()


@needs_chromium
@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_itself_never_scrolls_sideways(inbox, page, width):
    page.set_viewport_size({"width": width, "height": 800})

    for address in ("a", "b", "c", "d", "e", "f"):
        inbox.send({"token": address} | notice("W" * 200))
    expect(page.locator(".card")).to_have_count(6)

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
