"""A real Chromium on the console: pages that complain nowhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as environment:
        # Playwright's loop runs in this thread, so Django would take the tests themselves for asynchronous.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def open_page(browser: Browser, base_url: str, client: Client, **options: Any) -> tuple[Page, list[str]]:
    """Open a tab with the session of a test client; the list fills with what the browser complains about."""
    context = browser.new_context(base_url=base_url, **{"viewport": DESK, **options})
    if settings.SESSION_COOKIE_NAME in client.cookies:
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.extend(_complaints(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def _complaints(message: ConsoleMessage) -> list[str]:
    # A form that is shown again with its errors answers 422, which the browser mentions.
    return [] if "status of 422" in message.text else [message.text]


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def picture(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def small_targets(page: Page) -> list[str]:
    """What a thumb would miss."""
    return list(page.evaluate(SMALL_TARGETS))


# Links inside a sentence may be small (WCAG 2.2, 2.5.8); the target of a tick is its label.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, select, input:not([type=hidden]), textarea")]
  .filter(element => !element.closest("p, .skip") && element.offsetParent)
  .map(element => [element, element.closest("label") ?? element])
  .filter(([, target]) => target.getBoundingClientRect().height < 43.5)
  .map(([element]) => `${location.pathname}: ${element.outerHTML}`)"""
