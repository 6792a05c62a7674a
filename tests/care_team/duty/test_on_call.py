"""The on-call chain of a site."""

import pytest

from backend.care_team.models import OnCall
from tests.care_team.factories import away

pytestmark = pytest.mark.django_db


def _put(api, who, *members, **headers):
    return api(who).put("/v1/staff/site/on-call", {"staff_ids": [each.pk for each in members]}, **headers)


def _answering(api, who):
    return [each["handle"] for each in api(who).get("/v1/staff/site/on-call").json()["answering"]]


def test_without_a_chain_on_call_staff_answer_and_then_supervisors(api, sam, sue, nick):
    body = api(sam).get("/v1/staff/site/on-call").json()

    assert body["named"] == []
    assert [each["handle"] for each in body["answering"]] == ["nick", "sue"]


def test_a_chain_is_kept_in_its_order(api, sam, sue, nick, ada):
    response = _put(api, ada, sue, nick)

    assert response.status_code == 200
    assert [each["handle"] for each in response.json()["named"]] == ["sue", "nick"]
    assert _answering(api, sam) == ["sue", "nick"]


def test_an_empty_chain_goes_back_to_the_default(api, sue, nick):
    _put(api, sue, sue)

    assert _put(api, sue).json()["named"] == []
    assert _answering(api, sue) == ["nick", "sue"]


@pytest.mark.parametrize("who", ["sam", "nick"])
def test_only_who_runs_the_site_names_the_chain(api, sam, sue, nick, who):
    staff = {"sam": sam, "nick": nick}[who]

    assert _put(api, staff, sue).status_code == 403
    assert not OnCall.objects.exists()


@pytest.mark.parametrize("who", ["sam", "ada", "theo", "dana"])
def test_only_who_answers_for_the_whole_site_is_on_the_chain(api, sam, sue, ada, theo, dana, who):
    member = {"sam": sam, "ada": ada, "theo": theo, "dana": dana}[who]

    response = _put(api, sue, sue, member)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/staff_ids/1")
    assert not OnCall.objects.exists()


def test_nobody_is_on_the_chain_twice(api, sue):
    assert _put(api, sue, sue, sue).json()["errors"][0]["pointer"] == "/staff_ids/1"


def test_a_chain_that_somebody_else_has_changed_is_not_written_over(api, sue, nick):
    etag = api(sue).get("/v1/staff/site/on-call")["ETag"]
    _put(api, sue, nick)

    assert _put(api, sue, sue, HTTP_IF_MATCH=etag).status_code == 412
    assert _answering(api, sue) == ["nick"]


def test_who_is_away_is_replaced_by_who_covers_and_who_has_left_is_passed_over(api, sue, nick, clinic):
    _put(api, sue, nick, sue)
    away(nick, sue, "2026-11-23T00:00", "2026-11-24T00:00")
    covered = _answering(api, sue)
    nick.account.is_active = False
    nick.account.save()

    assert covered == ["sue"]
    assert _answering(api, sue) == ["sue"]


def test_where_all_on_the_chain_are_gone_the_others_answer(api, sue, nick):
    _put(api, sue, nick)
    nick.account.is_active = False
    nick.account.save()

    assert _answering(api, sue) == ["sue"]


def test_another_site_has_its_own_chain(api, sue, nick, theo):
    _put(api, sue, nick)

    assert api(theo).get("/v1/staff/site/on-call").json() == {"named": [], "answering": []}
