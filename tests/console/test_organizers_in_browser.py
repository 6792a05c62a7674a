"""Organizers in a real Chromium: posting a meeting, changing a date, thinking again."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Meeting, MeetingChange, OrganizerServiceBody
from meetings.organizers import listings
from meetings.organizers.serializers import ListingShape, facts_with
from tests.chromium import needs_chromium
from tests.console import browser as chromium
from tests.meetings.factories import meeting_format, service_body
from tests.meetings.organizing import told

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]
ORGANIZER_PAGES = {
    "meetings": "/console/meetings/",
    "meeting": "/console/meetings/{meeting}/",
    "change-date": "/console/meetings/{meeting}/dates/new/",
    "pause-meeting": "/console/meetings/{meeting}/pause/",
    "version": "/console/meetings/{meeting}/versions/{change}/",
    "new-meeting": "/console/meetings/new/",
}


def test_an_organizer_posts_a_meeting(tab, olive):
    serve(olive, "Harbour Area")
    page = tab(olive)
    page.goto("/console/")

    page.get_by_role("link", name="Post a meeting").click()
    page.get_by_label("Name", exact=True).fill("Quiet Tuesday")
    page.get_by_label("Weekday").select_option("Tuesday")
    page.get_by_label("Starts at").fill("19:30")
    page.get_by_label("Time zone").select_option("America/New_York")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the street")
    page.get_by_role("alert").get_by_role("link", name="Street").click()
    expect(page.get_by_label("Street")).to_be_focused()
    page.keyboard.type("12 Pier Street")
    page.get_by_label("City").fill("Brooklyn")
    page.get_by_label("State or region").fill("NY")
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("status")).to_contain_text("Published.")
    assert Meeting.objects.get().name == "Quiet Tuesday"


@pytest.mark.parametrize(("viewport", "colours"), [(chromium.PHONE, "dark"), (chromium.DESK, "light")])
def test_no_page_of_organizers_is_wider_than_the_screen(tab, olive, tmp_path, viewport, colours):
    body = serve(olive, "Harbour Area")
    for key in ("BEG", "CAN", "STEP", "SPK"):
        meeting_format(key)
    listed = post_meeting(olive, body)
    first = MeetingChange.objects.get()
    change_much(olive, listed)
    page = tab(olive, viewport=viewport, color_scheme=colours)

    too_wide = []
    for name, path in ORGANIZER_PAGES.items():
        page.goto(path.format(meeting=listed.pk, change=first.pk))
        chromium.picture(page, tmp_path, name)
        too_wide += [name] * chromium.is_wider_than_the_screen(page)

    assert too_wide == []


def test_an_organizer_cancels_a_date_and_thinks_again(tab, olive):
    listed = post_meeting(olive, serve(olive, "Harbour Area"))
    page = tab(olive, viewport=chromium.PHONE)
    page.goto(f"/console/meetings/{listed.pk}/")

    page.get_by_role("link", name="Cancel or change one date").click()
    page.get_by_label("Which date").select_option(index=2)
    page.get_by_label("Reason").fill("The hall is closed.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Everybody who looks it up sees it now.")
    expect(page.get_by_text("cancelled. The hall is closed.").first).to_be_visible()
    page.get_by_role("link", name="See or restore this version").press("Enter")
    page.get_by_role("button", name="Restore this version").press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Restored.")
    expect(page.get_by_text("None to come.")).to_be_visible()
    assert Meeting.objects.get().exceptions == []


def test_every_target_of_organizers_is_big_enough_for_a_thumb(tab, olive):
    listed = post_meeting(olive, serve(olive, "Harbour Area"))
    first = MeetingChange.objects.get()
    change_much(olive, listed)
    page = tab(olive, viewport=chromium.PHONE)

    too_small = []
    for path in ORGANIZER_PAGES.values():
        page.goto(path.format(meeting=listed.pk, change=first.pk))
        too_small += chromium.small_targets(page)

    assert too_small == []


def post_meeting(organizer, body):
    facts = ListingShape.parse(told(body))
    return listings.publish_meeting(organizer.account, facts, body={}, now=timezone.now())[0].meeting


def change_much(organizer, listed):
    """A long word in each of the places that show what changed."""
    extra = {"kind": "extra", "starts_at": "2190-05-01T09:00:00", "reason": "Anniversary" * 5}
    changes = {"notes": "x" * 120, "exceptions": [extra], "state": "paused", "state_until": "2190-01-01"}
    listings.change_meeting(
        organizer.account, listed.pk, lambda listing: facts_with(listing, changes), now=timezone.now()
    )


def serve(organizer, name):
    body = service_body(name)
    OrganizerServiceBody.objects.create(organizer=organizer, service_body=body)
    return body
