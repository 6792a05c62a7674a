"""The page of help in a real Chromium: on a small phone, in light and dark, in one request."""

import pytest
from django.test import Client

from tests.chromium import needs_chromium
from tests.console import browser as chromium

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]
SMALL = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def browser():
    yield from chromium.launched()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_finds_their_country_and_can_call(browser, live_server, tmp_path, scheme):
    options = {"viewport": SMALL, "color_scheme": scheme, "locale": "de-DE", "java_script_enabled": False}
    page, complaints = chromium.open_page(browser, live_server.url, Client(), **options)
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(live_server.url)))

    page.goto("/help")
    page.get_by_role("link", name="Germany").last.click()

    call = page.get_by_role("link", name="Call 112")
    assert call.get_attribute("href") == "tel:112"
    box = call.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < SMALL["height"]
    assert page.get_by_role("link", name="Call 0800 111 0 111").get_attribute("href") == "tel:08001110111"
    assert [path for path in asked if not path.startswith("data:")] == ["/help", "/help/DE"]
    chromium.picture(page, tmp_path, f"help-{scheme}")
    page.context.close()
    assert complaints == []


def test_nothing_is_too_wide_or_too_small_to_touch(browser, live_server):
    page, complaints = chromium.open_page(browser, live_server.url, Client(), viewport=SMALL)

    for path in ("/help", "/help/US", "/help/ZA", "/help/GH"):
        page.goto(path)
        assert not chromium.is_wider_than_the_screen(page)
        assert chromium.small_targets(page) == []

    page.context.close()
    assert complaints == []


def test_all_of_it_can_be_opened_without_a_script(browser, live_server):
    page, _ = chromium.open_page(browser, live_server.url, Client(), java_script_enabled=False)
    page.goto("/help/US")

    page.get_by_text("Overdose signs").click()

    naloxone = page.get_by_text("give naloxone if you have it")
    assert naloxone.is_visible()
    page.context.close()
