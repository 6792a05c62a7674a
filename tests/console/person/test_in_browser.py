"""A person's pages in a real Chromium, as a counsellor goes through them, wide and narrow."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backend.accounts.contact_details import change_details
from backend.accounts.models import DataClass
from backend.aftercare.models import Appointment, CarePlanVersion, Contact
from notifications.models import Reminder
from tests.accounts.audit.rows import outside_consent
from tests.aftercare.factories import PHQ9_CALM, answer, begin
from tests.chromium import needs_chromium
from tests.console import browser as chromium
from tests.coping.plan_factories import write_safety_plan
from tests.times import next_year, utc

pytestmark = [pytest.mark.django_db(transaction=True), needs_chromium]
NARROW = {"width": 320, "height": 700}
PAGES = (
    "",
    "answers/",
    "plan/",
    "plan/new/",
    "plan/versions/",
    "safety-plan/",
    "contacts/",
    "contact-details/",
    "appointments/new/",
    "team/",
    "life-events/in_hospital/new/",
    "life-events/transferred/new/",
    "life-events/died/new/",
    "expected-rules/",
    "reminders/",
    "reminders/new/",
    "disclosures/",
    "schedules/new/",
    "schedules/standard/",
)


@pytest.fixture
def story(api, dana, sam):
    """Something on every page."""
    change_details(dana, {"phone": "555 0100"})
    for q1 in (0, 3):
        answer(api(dana), begin(dana, "phq-9", now=timezone.now()), PHQ9_CALM | {"q1": q1})
    outside_consent(dana, sam, DataClass.PLAN, at=utc("2026-11-02T12:00"))
    write_safety_plan(api(dana), alone=["Feed the cat", "Swim 🏊", "اتصل بأخي", "a" * 120], people=[])
    desk, base = api(sam), f"/v1/staff/people/{dana.pk}"
    at = next_year("05-01T09:00:00")
    desk.put(f"{base}/plan", {"goals": [{"text": "Sleep through the night"}], "substances": ["alcohol"]})
    desk.post(f"{base}/contacts", {"how": "phone", "outcome": "reached", "note": "Doing well."})
    desk.post(f"{base}/appointments", {"starts_at": at, "duration_minutes": 50, "kind": "phone"})
    desk.post(f"{base}/reminders", {"text": "Bring your card", "dtstart": at, "rrule": "FREQ=DAILY"})


def test_a_counsellor_goes_through_the_pages_of_a_person(tab, sam, dana, api):
    answer(api(dana), begin(dana, "phq-9", now=timezone.now()), PHQ9_CALM)
    write_safety_plan(api(dana))
    page = tab(sam)
    page.goto("/console/people/")
    expect(page.get_by_text("plan, answers, alerts")).to_be_visible()
    page.get_by_role("link", name="dana").click()
    page.get_by_role("link", name="Answers", exact=True).click()
    page.get_by_text("Answers,").click()
    expect(page.get_by_text("Little interest or pleasure in doing things")).to_be_visible()

    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("link", name="Write a plan").click()
    page.get_by_label("Goal").first.fill("Sleep through the night")
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_role("status")).to_contain_text("Written.")

    page.get_by_role("link", name="Safety plan").click()
    expect(page.get_by_text("Feed the cat")).to_be_visible()

    page.get_by_role("link", name="Contacts and appointments").click()
    page.get_by_role("button", name="Left a message").click()
    expect(page.get_by_role("status")).to_contain_text("Logged.")
    page.get_by_role("link", name="Book one").click()
    page.get_by_label("Day", exact=True).fill(next_year("03-07"))
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_role("button", name="Book it").click()
    expect(page.get_by_role("status")).to_contain_text("Booked.")

    page.get_by_role("link", name="Reminders").click()
    page.get_by_role("link", name="Set a reminder").click()
    page.get_by_label("First day").fill(next_year("03-07"))
    expect(page.locator(".dates li")).to_have_count(5)
    page.get_by_label("What it says").fill("Bring your card")
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_role("status")).to_contain_text("Set.")

    page.get_by_role("link", name="Team and life events").click()
    page.get_by_role("link", name="In hospital").click()
    expect(page.get_by_text("Check-ins of your site stop")).to_be_visible()
    page.get_by_role("button", name="Pause while in hospital").click()
    page.get_by_role("button", name="End the pause").click()
    expect(page.get_by_text("Ended", exact=False).first).to_be_visible()

    assert CarePlanVersion.objects.get().content["goals"][0]["text"] == "Sleep through the night"
    assert Contact.objects.get().outcome == "message-left"
    assert Appointment.objects.get().starts_at == utc(next_year("03-07T15:00"))
    assert Reminder.objects.get().text == "Bring your card"


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(("viewport", "colours"), [(NARROW, "dark"), (chromium.DESK, "light")])
def test_no_page_is_wider_than_the_screen_and_every_target_is_big_enough(tab, sam, dana, tmp_path, viewport, colours):
    page = tab(sam, viewport=viewport, color_scheme=colours)

    faults = []
    for path in PAGES:
        page.goto(f"/console/people/{dana.pk}/{path}")
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        chromium.picture(page, tmp_path, path.replace("/", "-") or "overview")
        faults += [f"{path}: too wide"] * chromium.is_wider_than_the_screen(page) + chromium.small_targets(page)

    assert faults == []
