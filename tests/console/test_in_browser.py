"""The console in a real Chromium, by mouse and by keyboard, wide and narrow."""

from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backend.accounts import joining, staffing
from backend.accounts.requests import InvitationWish
from backend.aftercare.help_requests import asking
from backend.aftercare.models import CheckInSchedule, HelpRequest
from backend.care_team import alerts
from backend.care_team.broadcasts import opening, writing
from backend.care_team.broadcasts.writing import Draft, Plan
from backend.care_team.models import Alert, Broadcast
from backend.instruments.levels import Level
from tests.chromium import needs_chromium
from tests.console import browser as chromium
from tests.console.conftest import code_for
from tests.notifications.factories import give_device

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]
ABOUT = ("response", UUID("5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11"))


def raise_alert(dana):
    # The browser shows the time that is left by its own clock.
    rules = ["daily-check-in:self-harm", "daily-check-in:contact-today"]
    return alerts.open_or_raise(dana, Level.L2, about=ABOUT, rules=rules, now=timezone.now())


def broadcast_to(dana, sam):
    give_device(dana)
    broadcast, _ = writing.send(sam, Draft("The group meets in the garden.", Plan()), now=timezone.now())
    opening.open_due(now=timezone.now())
    return broadcast


def test_the_first_admin_sets_up_an_authenticator(tab, db, tmp_path):
    code = staffing.open_setup("Harbour Clinic", "America/New_York", now=timezone.now())
    page = tab(None, viewport=chromium.PHONE)

    page.goto(f"/console/first-admin/{code}")
    chromium.picture(page, tmp_path, "first-admin")
    page.get_by_label("Login").fill("ada")
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    page.get_by_label("Password again").fill("correct horse battery staple")
    page.get_by_role("button", name="Make the account").click()
    chromium.picture(page, tmp_path, "choice")
    page.get_by_role("link", name="Use an app").click()
    picture_of_the_key = page.get_by_alt_text("QR code for an authenticator app")
    expect(picture_of_the_key).to_have_js_property("complete", True)
    chromium.picture(page, tmp_path, "authenticator")
    page.get_by_label("Authenticator code").fill(code_for(page.locator("main code").inner_text()))
    page.get_by_role("button", name="Turn on").click()
    chromium.picture(page, tmp_path, "recovery-codes")
    page.get_by_role("link", name="I have kept them, go on").click()

    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()


def test_staff_schedule_a_check_in_and_see_its_dates_while_they_type(tab, sam, dana):
    page = tab(sam)
    page.goto("/console/people/")
    page.get_by_role("link", name="dana").click()
    page.get_by_role("link", name="Schedule a check-in").click()

    page.get_by_label("First day").fill("2099-03-07")
    page.get_by_label("Time of day").fill("09:00")
    expect(page.locator(".dates li")).to_have_count(5)
    page.get_by_label("On chosen days of the week").check()
    page.get_by_label("Monday").check()
    expect(page.locator(".dates li").first).to_contain_text("Mon 9 Mar 2099, 09:00")
    page.get_by_role("button", name="Schedule").click()

    expect(page.get_by_role("status")).to_contain_text("Scheduled.")
    assert CheckInSchedule.objects.get().schedule.rrule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"


def test_staff_acknowledge_an_alert_and_close_it_by_keyboard_alone(tab, sam, dana):
    raise_alert(dana)
    page = tab(sam)
    page.goto("/console/")

    press_until(page, page.get_by_role("link", name="dana"))
    page.keyboard.press("Enter")
    press_until(page, page.get_by_role("button", name="Acknowledge"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Acknowledged.")
    press_until(page, page.get_by_label("Reached: we spoke"))
    page.keyboard.press("Space")
    press_until(page, page.get_by_label("Note"))
    page.keyboard.type("Spoke for ten minutes.")
    press_until(page, page.get_by_role("button", name="Close the alert"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Closed, with its outcome.")
    assert Alert.objects.get().outcome == Alert.Outcome.REACHED


def press_until(page, target, limit=60):
    """Press Tab until something has the focus."""
    target.wait_for()
    for _ in range(limit):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("never reached by keyboard")


STAFF_PAGES = {
    "worklist": "/console/",
    "alerts": "/console/alerts/",
    "help-requests": "/console/help-requests/",
    "help-request": "/console/help-requests/{asked}/",
    "invitations": "/console/invitations/",
    "looks": "/console/looks/",
    "break-glass": "/console/break-glass/new/?person={person}",
    "people": "/console/people/",
    "person": "/console/people/{person}/",
    "cravings": "/console/people/{person}/cravings/",
    "new-schedule": "/console/people/{person}/schedules/new/",
    "alert": "/console/alerts/{alert}/",
    "broadcasts": "/console/broadcasts/",
    "new-broadcast": "/console/broadcasts/new/",
    "broadcast": "/console/broadcasts/{broadcast}/",
    "invitation": "/console/invitations/new/",
    "second-paths": "/console/second-paths/",
    "site": "/console/site/",
    "on-call": "/console/site/on-call/",
    "site-staff": "/console/site/staff/",
    "covers": "/console/site/covers/",
    "new-cover": "/console/site/covers/new/",
    "questionnaires": "/console/site/questionnaires/",
    "questionnaire": "/console/site/questionnaires/daily-check-in/",
    "api-token": "/console/api-token/",
    "second-factor": "/console/sign-in/2fa/",
    "signed-in": "/console/signed-in/",
}


def something_on_each_page(dana, sam):
    now = timezone.now()
    joining.invite(sam, InvitationWish(), now=now)
    asked = asking.ask(dana, asking.Draft(HelpRequest.When.TODAY, "Could we talk?"), now=now).request
    found = {"alert": raise_alert(dana), "broadcast": broadcast_to(dana, sam), "person": dana, "asked": asked}
    return {name: each.pk for name, each in found.items()}


def test_staff_write_to_their_people_by_keyboard(tab, sam, dana, tmp_path):
    page = tab(sam, viewport=chromium.PHONE)
    page.goto("/console/broadcasts/")
    page.get_by_role("link", name="Write one").press("Enter")
    page.get_by_label("What you want to say").press_sequentially("The group meets in the garden.")
    page.get_by_role("button", name="See who gets it").press("Enter")
    chromium.picture(page, tmp_path, "broadcast-preview")
    assert not Broadcast.objects.exists()
    assert not chromium.is_wider_than_the_screen(page)
    page.get_by_role("button", name="Change something").press("Enter")
    expect(page.get_by_label("What you want to say")).to_have_value("The group meets in the garden.")
    page.get_by_role("button", name="See who gets it").press("Enter")
    page.get_by_role("button", name="Send it").press("Enter")
    chromium.picture(page, tmp_path, "broadcast")

    expect(page.get_by_role("status")).to_contain_text("Done. It goes out at its time")
    assert not chromium.is_wider_than_the_screen(page)
    assert Broadcast.objects.get().recipients.get().person == dana


@pytest.mark.parametrize(("viewport", "colours"), [(chromium.PHONE, "dark"), (chromium.DESK, "light")])
def test_no_page_of_staff_is_wider_than_the_screen(tab, sam, dana, tmp_path, viewport, colours):
    ids = something_on_each_page(dana, sam)
    page = tab(sam, viewport=viewport, color_scheme=colours)

    too_wide = []
    for name, path in STAFF_PAGES.items():
        page.goto(path.format(**ids))
        chromium.picture(page, tmp_path, name)
        too_wide += [name] * chromium.is_wider_than_the_screen(page)

    assert too_wide == []


def test_every_target_is_big_enough_for_a_thumb(tab, sam, dana):
    ids = something_on_each_page(dana, sam)
    page = tab(sam, viewport=chromium.PHONE)

    too_small = []
    for path in STAFF_PAGES.values():
        page.goto(path.format(**ids))
        too_small += chromium.small_targets(page)

    assert too_small == []
