"""Opening a record in an emergency, from the console."""

import pytest
import time_machine

from backend.accounts.models import BreakGlass, Staff
from backend.accounts.staffing import add_staff
from tests.console.conftest import text_of
from tests.rewriting import never_granted
from tests.times import utc

pytestmark = pytest.mark.django_db
NEW = "/console/break-glass/new/"
ID = "6d4cb8a2-0a45-4d5e-9a2f-2f7f4f1c0b02"


@pytest.fixture(autouse=True)
def _at_ten():
    with time_machine.travel(utc("2026-11-23T15:00"), tick=False):
        yield


@pytest.fixture
def cleo(sam):
    """Follows nobody."""
    return add_staff(sam.site, Staff.Role.COUNSELLOR, "cleo", None)


def said(person, **changes):
    why = {"id": ID, "person_id": person.pk, "reason_code": "overdose", "nature": "Overdose", "text": "Not awake."}
    return why | changes


def test_it_opens_their_page_for_an_hour_and_tells_supervisors(dana, cleo, sue, console):
    never_granted(dana)
    client = console(cleo)

    page = text_of(client.post(NEW, said(dana), follow=True))
    with time_machine.travel(utc("2026-11-23T16:00"), tick=False):
        an_hour_later = console(cleo).get(f"/console/people/{dana.pk}/")

    assert "Open to you for an hour at most. 1 supervisor heard of it." in page
    assert an_hour_later.status_code == 404


def test_the_form_that_is_sent_twice_opens_once(dana, cleo, console):
    client = console(cleo)

    client.post(NEW, said(dana))
    client.post(NEW, said(dana))

    assert BreakGlass.objects.count() == 1


def test_without_words_nothing_opens(dana, cleo, console):
    response = console(cleo).post(NEW, said(dana, text="", nature=""))

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"text", "nature"}
    assert not BreakGlass.objects.exists()


def test_somebody_whom_the_site_never_followed_stays_closed(dana, theo, console):
    response = console(theo).post(NEW, said(dana))

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"person_id"}


def test_a_site_admin_cannot(dana, sam, console):
    admin = add_staff(sam.site, Staff.Role.SITE_ADMIN, "ada", None)

    response = console(admin).post(NEW, said(dana))

    assert not BreakGlass.objects.exists()
    assert response.status_code == 422
