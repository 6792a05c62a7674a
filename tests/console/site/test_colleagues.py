"""Who works at a site: hiring, another role, leaving."""

import re

import pytest

from backend.accounts.models import Assignment, Staff
from tests.console.conftest import text_of

pytestmark = pytest.mark.django_db

PAGE = "/console/site/staff/"


def role_of(staff):
    return Staff.objects.get(pk=staff.pk).role


def test_all_staff_read_who_works_with_them(sam, ada, tess, theo, console):
    page = text_of(console(sam).get(PAGE))

    assert "ada Site admin sam (you) Counsellor tess Counsellor" in page
    assert "theo" not in page


def test_how_many_each_follows_is_for_supervisors(sue, ada, sam, dana, console):
    assert "sam Counsellor Follows 1 person" in text_of(console(sue).get(PAGE))
    assert "Follows" not in text_of(console(ada).get(PAGE))


def test_a_new_colleague_gets_a_link_that_is_shown_once(ada, clinic, console, client):
    client_of_ada = console(ada)

    made = client_of_ada.post(f"{PAGE}new/", {"role": "on-call"})

    [link] = re.findall(r"https?://[^<]*/console/first-admin/[^<]+", made.content.decode())
    assert client.get(link).status_code == 200
    assert "For one on call" in text_of(made)
    assert link not in client_of_ada.get(f"{PAGE}new/").content.decode()


def test_without_a_role_no_link_is_made(ada, console):
    response = console(ada).post(f"{PAGE}new/", {})

    assert response.status_code == 422
    assert "first-admin" not in response.content.decode()


def test_a_colleague_gets_another_role(ada, sam, console):
    response = console(ada).post(f"{PAGE}{sam.pk}/", {"role": "supervisor"})

    assert response["Location"] == PAGE
    assert role_of(sam) == "supervisor"


def test_who_follows_people_gets_no_role_that_follows_nobody(ada, sam, dana, console):
    response = console(ada).post(f"{PAGE}{sam.pk}/", {"role": "on-call"})

    assert response.status_code == 422
    assert "They follow people. Let a colleague follow these first." in text_of(response)
    assert role_of(sam) == "counsellor"


def test_ones_own_role_is_for_somebody_else_to_change(sue, console):
    response = console(sue).post(f"{PAGE}{sue.pk}/", {"role": "site-admin"})

    assert "Somebody else has to change your own role." in text_of(response)
    assert role_of(sue) == "supervisor"


def test_a_colleague_leaves_and_another_follows_their_people(ada, sam, tess, dana, console):
    response = console(ada).post(f"{PAGE}{sam.pk}/leave/", {"successor_id": str(tess.pk)})

    assert response["Location"] == PAGE
    assert Assignment.objects.get(person=dana, ended_at=None).staff == tess
    assert not Staff.objects.get(pk=sam.pk).account.is_active
    assert "sam" not in text_of(console(ada).get(PAGE))


def test_who_has_people_does_not_leave_without_a_successor(ada, sam, dana, console):
    response = console(ada).post(f"{PAGE}{sam.pk}/leave/", {})

    assert response.status_code == 422
    assert "Say who takes over." in text_of(response)
    assert Staff.objects.get(pk=sam.pk).account.is_active


def test_only_colleagues_who_can_follow_people_are_offered_as_successors(ada, sam, tess, nick, theo, console):
    page = console(ada).get(f"{PAGE}{sam.pk}/leave/").content.decode()

    assert re.findall(r'<option value="([^"]+)"', page) == [str(tess.pk)]


def test_a_colleague_without_duties_leaves_without_a_successor(ada, tess, console):
    console(ada).post(f"{PAGE}{tess.pk}/leave/", {"successor_id": ""})

    assert not Staff.objects.get(pk=tess.pk).account.is_active


def test_only_who_runs_the_site_hires_and_lets_go(sam, nick, tess, console):
    paths = [f"{PAGE}new/", f"{PAGE}{tess.pk}/", f"{PAGE}{tess.pk}/leave/"]

    answers = {console(who).get(path).status_code for who in (sam, nick) for path in paths}
    answers |= {console(who).post(path, {"role": "supervisor"}).status_code for who in (sam, nick) for path in paths}

    assert answers == {403}
    assert role_of(tess) == "counsellor"


def test_colleagues_elsewhere_are_not_there(ada, theo, console):
    client = console(ada)
    paths = [f"{PAGE}{theo.pk}/", f"{PAGE}{theo.pk}/leave/"]

    assert {client.get(path).status_code for path in paths} == {404}
    assert {client.post(path, {"role": "counsellor"}).status_code for path in paths} == {404}
    assert Staff.objects.get(pk=theo.pk).account.is_active
