"""People who wait on the worklist page without an alert."""

import pytest
import time_machine

from backend.accounts.models import DataClass
from backend.aftercare.models import CheckIn, Contact
from tests.console.conftest import text_of
from tests.rewriting import never_granted
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-23T15:10")


@pytest.fixture(autouse=True)
def _at_ten_past_ten():
    with time_machine.travel(NOW, tick=False):
        yield


def test_who_has_gone_quiet_is_shown_with_what_is_known(dana, sam, console):
    common = {"person": dana, "site": sam.site}
    CheckIn.objects.create(
        **common,
        instrument="daily-check-in",
        version=1,
        state="missed",
        miss="unreachable",
        miss_why="blocked",
        opened_at=utc("2026-11-20T14:00"),
        closes_at=utc("2026-11-21T02:00"),
    )
    at = {"occurred_at": utc("2026-11-22T15:00"), "logged_at": utc("2026-11-22T15:00")}
    Contact.objects.create(**common, staff=sam, how="phone", outcome="message-left", **at)

    page = text_of(console(sam).get("/console/"))

    assert "1 waiting for somebody" in page
    assert "dana no open alert" in page
    assert "Last heard 22 days ago" in page
    assert "Last miss It did not arrive. Notifications are switched off on the phone." in page
    assert "Last contact message left" in page


def test_what_is_not_shared_is_left_out(dana, sam, console):
    never_granted(dana, *(each for each in DataClass if each != DataClass.PLAN))

    assert "Nobody is waiting." in text_of(console(sam).get("/console/"))


def test_a_contact_with_who_has_gone_quiet_is_two_clicks(dana, sam, console):
    client = console(sam)
    page = client.get("/console/")
    form = page.context["work"][0].contact

    said = {"id": form["id"].value(), "how": "phone", "outcome": "reached", "note": "", "back": "worklist"}
    done = text_of(client.post(f"/console/people/{dana.pk}/contacts/", said, follow=True))

    assert f'action="/console/people/{dana.pk}/contacts/"' in page.content.decode()
    assert "Nobody is waiting." in done
    assert Contact.objects.get().outcome == Contact.Outcome.REACHED


def test_pages_turn(dana, sam, console):
    assert "1 waiting" in text_of(console(sam).get("/console/?page=7"))
