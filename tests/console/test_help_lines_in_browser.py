"""An operator goes through the help lines in a real Chromium."""

import pytest
from playwright.sync_api import expect

from backend.accounts.models import Account
from tests.chromium import needs_chromium
from tests.console import browser as chromium

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]


@pytest.mark.parametrize("options", [{"viewport": chromium.PHONE, "color_scheme": "dark"}, {"viewport": chromium.DESK}])
def test_an_operator_verifies_one_line_and_reports_another(tab, db, tmp_path, options):
    page = tab(Account.objects.create_superuser("root", "a long enough password"), **options)
    page.goto("/console/")
    page.get_by_label("Country").select_option("United States")
    page.get_by_role("button", name="Show").click()
    chromium.picture(page, tmp_path, "lines")
    assert not chromium.is_wider_than_the_screen(page)
    assert chromium.small_targets(page) == []

    page.get_by_role("link", name="Crisis Text Line").click()
    assert not chromium.is_wider_than_the_screen(page)
    assert chromium.small_targets(page) == []
    page.get_by_label("Address of the page you read").fill("https://www.crisistextline.org/")
    page.get_by_role("button", name="Number and hours are right").click()
    expect(page.get_by_text("Noted. The line is shown as checked")).to_be_visible()

    page.get_by_role("link", name="Poison Help").click()
    page.get_by_role("button", name="It does not answer, or it is wrong").click()
    expect(page.get_by_text("Noted. The line is hidden everywhere")).to_be_visible()
    page.get_by_role("link", name="Poison Help").click()
    expect(page.get_by_text("Found dead. It is hidden everywhere until somebody verifies it.")).to_be_visible()
    chromium.picture(page, tmp_path, "dead-line")

    page.goto("/help/US")
    expect(page.get_by_text("Poison Help")).to_have_count(0)
    expect(page.get_by_text("We checked this number on")).to_have_count(1)
