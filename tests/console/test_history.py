"""A person's page tells what rang, why it did not where it did not, and whether their phones can ring."""

import pytest
import time_machine

from backend.accounts.models import Consent, DataClass
from backend.care_team.broadcasts import opening, writing
from backend.care_team.broadcasts.writing import Draft, Plan
from notifications import ledger
from notifications.kinds import Kind
from notifications.ledger import Guard
from notifications.models import Device, PushAddress
from tests.console.conftest import text_of
from tests.notifications.factories import give_device, open_notice
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-24T17:00")  # noon in New York
DUE = utc("2026-11-24T14:00")


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(sam, dana, console):
    """Read Dana's page as Sam."""
    return lambda: text_of(console(sam).get(f"/console/people/{dana.pk}/"))


def planned(dana, sam, name="notice", **options):
    guard = Guard(dana.pk, sam.site_id, DataClass.PLAN)
    return open_notice(dana, name, kind=Kind.CHECK_IN, deliver_at=DUE, guard=guard, **options)


def test_without_a_phone_the_page_says_so(sam, dana, page):
    planned(dana, sam)

    assert "Check-in Tue 24 Nov 2026, 09:00 EST No phone was registered." in page()
    assert "No phone is signed in, so nothing can ring." in page()


def test_each_notice_tells_what_happened_to_it(sam, dana, page):
    give_device(dana)
    notice = planned(dana, sam)
    ledger.withdraw(notice, reason="cancelled", now=DUE)

    read = page()

    assert "It was taken back before it rang." in read
    assert "What happened" in read


def test_a_broadcast_is_among_them_without_its_words(sam, dana, page):
    give_device(dana)
    writing.send(sam, Draft("The garden on Thursday.", Plan()), now=DUE)
    opening.open_due(now=DUE)

    assert "Broadcast Tue 24 Nov 2026, 09:00 EST" in page()
    assert "garden" not in page()


def test_what_they_set_for_themselves_is_not_shown(dana, page):
    open_notice(dana, deliver_at=DUE)

    assert "Reminder Tue" not in page()
    assert "Notices None yet." in page()


def test_what_another_site_planned_is_not_shown(dana, other_clinic, page):
    guard = Guard(dana.pk, other_clinic.pk, DataClass.PLAN)
    Consent.objects.create(
        person=dana, site=other_clinic, data_class=DataClass.PLAN, granted_at=utc("2026-11-01T12:00")
    )

    open_notice(dana, kind=Kind.CHECK_IN, deliver_at=DUE, guard=guard)

    assert "Notices None yet." in page()


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        (Device.Permission.ALLOWED, "can ring"),
        (Device.Permission.SILENT, "makes no sound"),
        (Device.Permission.BLOCKED, "switched off"),
    ],
)
def test_a_phone_is_shown_by_its_state_and_without_its_address(dana, page, permission, words):
    give_device(dana, "danas-address", notifications=permission)

    read = page()

    assert "Android phone" in read
    assert words in read
    assert "danas-address" not in read


def test_a_phone_whose_address_is_gone_cannot_be_reached(dana, page):
    device = give_device(dana)
    PushAddress.objects.filter(device=device).update(invalid_at=DUE)

    assert "Android phone App last opened 4 days ago cannot be reached" in page()


def test_looking_at_notices_is_on_record(sam, dana, page):
    planned(dana, sam)

    page()

    assert dana.accesslog_set.filter(staff=sam, data_class=DataClass.PLAN, purpose="notifications").exists()


@pytest.mark.parametrize(("who", "status"), [("theo", 404), ("sue", 404), ("dana", 403), ("nora", 403), ("olive", 403)])
def test_nobody_else_reads_them(sam, sue, theo, dana, nora, olive, console, request, who, status):
    planned(dana, sam)

    assert console(request.getfixturevalue(who)).get(f"/console/people/{dana.pk}/").status_code == status


def test_without_consent_to_the_plan_there_are_none(sam, dana, console):
    planned(dana, sam)
    Consent.objects.filter(person=dana, data_class=DataClass.PLAN).update(revoked_at=DUE)

    assert console(sam).get(f"/console/people/{dana.pk}/").status_code == 404
