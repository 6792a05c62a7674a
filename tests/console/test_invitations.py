"""Codes that let a person join, as staff make and withdraw them."""

import pytest
import time_machine

from backend.accounts.models import Assignment, Invitation
from backend.accounts.qr import qr_svg
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = pytest.mark.django_db
NEW = "/console/invitations/new/"
ID = "6d4cb8a2-0a45-4d5e-9a2f-2f7f4f1c0b01"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(utc("2026-11-23T17:00"), tick=False):
        yield


def test_a_code_is_shown_once_and_opens_the_site(sam, dana, console, api):
    client = console(sam)

    made = client.post(NEW, {"id": ID})
    code = made.context["invited"].code
    joined = api(dana).post("/v1/invitations/accept", {"code": code})

    assert code in text_of(made)
    assert qr_svg(code) in made.content.decode()
    assert code not in text_of(client.get(NEW))
    assert joined.status_code == 200


def test_a_form_that_is_sent_twice_makes_one_code_and_says_so(sam, console):
    client = console(sam)
    client.post(NEW, {"id": ID})

    again = text_of(client.post(NEW, {"id": ID}))

    assert "This code was made before" in again
    assert Invitation.objects.count() == 1


def test_a_supervisor_says_who_will_follow(sue, sam, nora, console, api):
    made = console(sue).post(NEW, {"id": ID, "assign_to": sam.pk})
    api(nora).post("/v1/invitations/accept", {"code": made.context["invited"].code})

    assert Assignment.objects.filter(person=nora, staff=sam).exists()


def test_a_counsellor_is_not_asked_who_will_follow(sam, console):
    assert "Who will follow" not in text_of(console(sam).get(NEW))


def test_nobody_of_another_site_can_be_named(sue, theo, console):
    response = console(sue).post(NEW, {"id": ID, "assign_to": theo.pk})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"assign_to"}
    assert not Invitation.objects.exists()


def test_the_list_says_what_became_of_each(sam, dana, console, api):
    client = console(sam)
    code = client.post(NEW, {"id": ID}).context["invited"].code
    open_before = text_of(client.get("/console/invitations/"))
    api(dana).post("/v1/invitations/accept", {"code": code})

    used = text_of(client.get("/console/invitations/"))

    assert "open Made by sam Good until Thu 26 Nov 2026, 12:00 EST" in open_before
    assert "used Made by sam Somebody joined Mon 23 Nov 2026, 12:00 EST" in used


def test_a_withdrawn_code_lets_nobody_in(sam, nora, console, api):
    client = console(sam)
    made = client.post(NEW, {"id": ID}).context["invited"]

    client.post(f"/console/invitations/{made.invitation.pk}/withdraw/")

    assert api(nora).post("/v1/invitations/accept", {"code": made.code}).status_code == 410
    assert "withdrawn" in text_of(client.get("/console/invitations/"))


def test_a_counsellor_sees_and_withdraws_only_their_own(sam, sue, console):
    made = console(sue).post(NEW, {"id": ID, "assign_to": sue.pk}).context["invited"]
    client = console(sam)

    assert "None yet." in text_of(client.get("/console/invitations/"))
    assert client.post(f"/console/invitations/{made.invitation.pk}/withdraw/").status_code == 404
