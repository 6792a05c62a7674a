"""Passkeys in a real Chromium, whose DevTools hold a virtual authenticator."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from backend.accounts import staffing
from backend.accounts.factors import factors_of
from tests.chromium import needs_chromium
from tests.console import browser as chromium
from tests.console.conftest import add_app, add_second_factor, code_for

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]
PASSWORD = "correct horse battery staple"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """What holds the passkeys of a tab, as a laptop does."""

    def __init__(self, page):
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("WebAuthn.enable")
        self._id = self._tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def lose_everything(self):
        self._tools.send("WebAuthn.clearCredentials", {"authenticatorId": self._id})

    def passkeys(self):
        return self._tools.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"]


def set_password(staff):
    staff.account.set_password(PASSWORD)
    staff.account.save()


def type_password(page, login="sam"):
    page.goto("/console/sign-in/login/")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def set_up_a_passkey(page):
    """As whoever signs in for the first time does."""
    type_password(page)
    page.get_by_role("link", name="Use a passkey").click()
    ask_for_passkey(page, "Add it")
    page.get_by_role("link", name="I have kept them, go on").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()


def ask_for_passkey(page, button):
    """Press the button of a page whose script has come: pressed before, it sends a form without a passkey."""
    expect(page.get_by_role("button", name=button)).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("button", name=button).click()


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_first_admin_chooses_a_passkey_and_signs_in_with_it_by_keyboard(tab, db, tmp_path):
    code = staffing.open_setup("Harbour Clinic", "America/New_York", now=timezone.now())
    page = tab(None, viewport=chromium.PHONE)
    device = Device(page)

    page.goto(f"/console/first-admin/{code}")
    page.get_by_label("Login").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    chromium.picture(page, tmp_path, "choice")
    assert chromium.small_targets(page) == []
    page.get_by_role("link", name="Use a passkey").press("Enter")
    page.get_by_label("Name").fill("ada's phone")
    chromium.picture(page, tmp_path, "add-passkey")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    chromium.picture(page, tmp_path, "recovery-codes")
    page.get_by_role("link", name="I have kept them, go on").press("Enter")
    sign_out(page)
    type_password(page, "ada")
    chromium.picture(page, tmp_path, "second-factor")
    expect(page.get_by_role("button", name="Use your passkey")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    assert [credential["rpId"] for credential in device.passkeys()] == ["localhost"]


def test_one_is_added_beside_the_app_named_used_and_removed(tab, sam, tmp_path):
    set_password(sam)
    page = tab(sam)
    Device(page)

    page.goto("/console/sign-in/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    chromium.picture(page, tmp_path, "password-once-more")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("work laptop")
    ask_for_passkey(page, "Add it")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/console/sign-in/2fa/")
    chromium.picture(page, tmp_path, "both")
    page.get_by_role("link", name="Rename work laptop").click()
    page.get_by_label("Name").fill("old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove old laptop").click()
    chromium.picture(page, tmp_path, "remove")
    page.get_by_role("button", name="Remove it").click()

    expect(page.get_by_role("status")).to_contain_text("Removed. You are signed out everywhere else.")
    assert [factor.type for factor in factors_of(sam.account)] == ["totp"]


def test_with_both_one_may_type_a_code_instead(tab, sam, tmp_path):
    set_password(sam)
    page = tab(None)
    Device(page)
    set_up_a_passkey(page)
    secret = add_app(sam.account)
    sign_out(page)

    type_password(page)
    page.get_by_text("Type a code instead").click()
    chromium.picture(page, tmp_path, "code-instead")
    page.get_by_label("Code").fill(code_for(secret))
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()


def test_a_device_that_has_lost_it_is_told_so_and_a_recovery_code_opens(tab, sam, tmp_path):
    set_password(sam)
    page = tab(None)
    device = Device(page)
    set_up_a_passkey(page)
    recovery_code = sam.account.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    sign_out(page)
    device.lose_everything()

    type_password(page)
    ask_for_passkey(page, "Use your passkey")
    expect(page.get_by_role("alert")).to_contain_text("The browser gave no passkey")
    chromium.picture(page, tmp_path, "no-passkey")
    page.get_by_text("Use a recovery code").click()
    page.get_by_label("Code").fill(recovery_code)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()


def test_while_codes_are_locked_the_passkey_opens(tab, sam):
    set_password(sam)
    page = tab(None)
    Device(page)
    set_up_a_passkey(page)
    sign_out(page)
    stranger = Client()
    stranger.post("/console/sign-in/login/", {"login": "sam", "password": PASSWORD})
    tried = [stranger.post("/console/sign-in/2fa/authenticate/", {"code": "0"}).status_code for _ in range(6)]

    type_password(page)
    ask_for_passkey(page, "Use your passkey")

    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    assert tried == [200] * 5 + [429]


def test_it_proves_who_one_is_before_one_changes_how_one_signs_in(tab, sam, tmp_path):
    set_password(sam)
    page = tab(None)
    Device(page)
    set_up_a_passkey(page)
    sign_out(page)
    type_password(page)
    ask_for_passkey(page, "Use your passkey")
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()

    page.goto("/console/sign-in/2fa/totp/activate/")
    page.get_by_role("link", name="Use your passkey").click()
    chromium.picture(page, tmp_path, "passkey-once-more")
    ask_for_passkey(page, "Use your passkey")

    expect(page.get_by_role("heading", name="Set up your authenticator app")).to_be_visible()


def test_the_same_device_is_not_taken_twice(tab, sam):
    set_password(sam)
    page = tab(None)
    Device(page)
    set_up_a_passkey(page)

    page.goto("/console/sign-in/2fa/passkeys/add/")
    ask_for_passkey(page, "Add it")

    expect(page.get_by_role("alert")).to_contain_text("holds a passkey of yours for this service already")


PAGES = {
    "sign-in": "/console/sign-in/login/",
    "how-you-sign-in": "/console/sign-in/2fa/",
    "signed-in": "/console/signed-in/",
    "new-password": "/console/password/",
}


@pytest.mark.parametrize(("viewport", "colours"), [(chromium.PHONE, "dark"), (chromium.DESK, "light")])
def test_no_page_of_signing_in_is_wider_than_the_screen_or_too_small_for_a_thumb(tab, sam, tmp_path, viewport, colours):
    set_password(sam)
    add_second_factor(sam.account)
    page, stranger = (tab(who, viewport=viewport, color_scheme=colours) for who in (sam, None))

    trouble = []
    for name, path in PAGES.items():
        seen = stranger if name == "sign-in" else page
        seen.goto(path)
        chromium.picture(seen, tmp_path, name)
        trouble += [name] * chromium.is_wider_than_the_screen(seen) + chromium.small_targets(seen)

    assert trouble == []
