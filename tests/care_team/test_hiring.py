"""New colleagues make their own accounts; roles are changed by somebody else."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import Session, Staff
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-23T15:00")


def test_a_supervisor_makes_a_link_by_which_an_on_call_colleague_makes_an_account(api, sue):
    offer = api(sue).post("/v1/staff/colleagues", {"role": "on-call"})

    code = offer.json()["link"].rsplit("/", 1)[1]
    made = staffing.complete_setup(code, "nightly", "several random words here", now=NOW)
    assert offer.status_code == 201
    assert (made.role, made.site) == (Staff.Role.ON_CALL, sue.site)


@pytest.mark.parametrize("who", ["sam", "theo"])
def test_who_does_not_manage_the_site_hires_nobody(api, sam, theo, who, request):
    refused = api(request.getfixturevalue(who)).post("/v1/staff/colleagues", {"role": "supervisor"})

    assert refused.status_code == 403


def test_a_link_opens_once(api, sue):
    code = api(sue).post("/v1/staff/colleagues", {"role": "counsellor"}).json()["link"].rsplit("/", 1)[1]
    staffing.complete_setup(code, "first", "several random words here", now=NOW)

    with pytest.raises(staffing.InvitationExpired):
        staffing.complete_setup(code, "second", "several random words here", now=NOW)


def test_another_role_ends_the_tokens_of_the_old_one(api, sam, sue):
    client = api(sam)

    changed = api(sue).patch(f"/v1/staff/colleagues/{sam.pk}", {"role": "supervisor"})

    assert changed.json()["role"] == "supervisor"
    assert not Session.objects.filter(user=sam.account).exists()
    assert client.get("/v1/staff/worklist").status_code == 401


def test_nobody_changes_their_own_role(api, sue):
    refused = api(sue).patch(f"/v1/staff/colleagues/{sue.pk}", {"role": "site-admin"})

    assert (refused.status_code, refused.json()["code"]) == (422, "own-role")


def test_who_follows_people_takes_no_role_that_follows_nobody(api, dana, sam, sue):
    refused = api(sue).patch(f"/v1/staff/colleagues/{sam.pk}", {"role": "site-admin"})

    assert refused.json()["code"] == "follows-people"
    assert Staff.objects.get(pk=sam.pk).role == Staff.Role.COUNSELLOR


def test_a_colleague_of_another_site_is_nobody_here(api, sue, theo):
    assert api(sue).patch(f"/v1/staff/colleagues/{theo.pk}", {"role": "supervisor"}).status_code == 404
