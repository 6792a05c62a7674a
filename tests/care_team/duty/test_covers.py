"""An absence needs a cover: who may record one, and who can cover."""

import pytest

from backend.accounts.models import Cover
from tests.at_once import at_once
from tests.care_team.factories import away
from tests.times import utc

pytestmark = pytest.mark.django_db

WEEK = {"starts_at": "2026-11-24T14:00:00Z", "ends_at": "2026-12-01T14:00:00Z"}


def _record(api, who, **body):
    return api(who).post("/v1/staff/covers", WEEK | {name: getattr(each, "pk", each) for name, each in body.items()})


def test_staff_record_their_own_absence_with_a_cover(api, sam, tess):
    response = _record(api, sam, cover_id=tess)

    assert response.status_code == 201
    body = response.json()
    assert (body["absent"]["handle"], body["cover"]["handle"]) == ("sam", "tess")
    assert (body["starts_at"], body["ends_at"], body["cancelled_at"]) == (WEEK["starts_at"], WEEK["ends_at"], None)


def test_without_a_start_it_begins_now(api, sam, tess):
    response = api(sam).post("/v1/staff/covers", {"cover_id": tess.pk, "ends_at": WEEK["ends_at"]})

    assert response.json()["starts_at"] == "2026-11-23T15:00:00Z"


def test_no_absence_without_a_cover(api, sam):
    response = api(sam).post("/v1/staff/covers", WEEK)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/cover_id")
    assert not Cover.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("sue", 201), ("tess", 403), ("ada", 403), ("nick", 403)])
def test_a_supervisor_records_anybody_s_absence_and_nobody_else_does(api, sam, tess, sue, ada, nick, who, status):
    staff = {"sue": sue, "tess": tess, "ada": ada, "nick": nick}[who]

    assert _record(api, staff, absent_id=sam, cover_id=sue).status_code == status


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("sam", "cover-unfit"),  # oneself
        ("ada", "cover-unfit"),  # sees nobody
        ("nick", "cover-unfit"),  # follows nobody
        ("theo", "invalid-request"),  # works elsewhere
        ("dana", "invalid-request"),
    ],
)
def test_a_cover_is_a_colleague_who_can_follow_people(api, dana, sam, ada, nick, theo, who, code):
    cover = {"sam": sam, "ada": ada, "nick": nick, "theo": theo, "dana": dana}[who]

    response = _record(api, sam, cover_id=cover)

    assert response.json()["code"] == code
    assert response.json()["errors"][0]["pointer"] == "/cover_id"
    assert not Cover.objects.exists()


def test_a_closed_account_covers_for_nobody(api, sam, tess):
    tess.account.is_active = False
    tess.account.save()

    assert _record(api, sam, cover_id=tess).json()["code"] == "cover-unfit"


def test_who_answers_for_the_site_is_covered_by_somebody_who_may_too(api, sam, sue, nick):
    refused = _record(api, sue, absent_id=nick, cover_id=sam)
    taken = _record(api, sue, absent_id=nick, cover_id=sue)

    assert (refused.status_code, taken.status_code) == (422, 201)


def test_who_is_away_covers_for_nobody(api, sam, tess, sue):
    away(tess, sue, "2026-11-30T00:00", "2026-12-02T00:00")

    assert _record(api, sam, cover_id=tess).json()["code"] == "cover-unfit"


def test_who_covers_does_not_go_away_meanwhile(api, sam, tess, sue):
    away(sam, tess, "2026-11-30T00:00", "2026-12-02T00:00")

    assert _record(api, tess, cover_id=sue).json()["code"] == "absence-overlaps"


def test_nobody_is_away_twice_at_a_time(api, sam, tess, sue):
    away(sam, tess, "2026-11-30T00:00", "2026-12-02T00:00")

    assert _record(api, sam, cover_id=sue).json()["code"] == "absence-overlaps"


def test_one_absence_after_the_other_is_no_chain(api, sam, tess, sue):
    away(tess, sue, "2026-11-20T00:00", WEEK["starts_at"][:16])
    away(sam, sue, WEEK["ends_at"][:16], "2026-12-09T00:00")

    assert _record(api, sam, cover_id=tess).status_code == 201


@pytest.mark.parametrize(
    "times",
    [
        {"starts_at": "2026-11-24T14:00:00Z", "ends_at": "2026-11-24T14:00:00Z"},
        {"starts_at": "2026-11-20T14:00:00Z", "ends_at": "2026-11-23T14:59:00Z"},  # over before it was told
        {"starts_at": "2026-11-24T14:00:00Z", "ends_at": "2027-12-24T14:00:00Z"},
        {"starts_at": "2026-11-24T14:00:00", "ends_at": "2026-12-24T14:00:00Z"},  # whose time?
        {"starts_at": "2026-11-24T14:00:00Z", "ends_at": None},
    ],
)
def test_an_absence_has_a_start_and_an_end_to_come(api, sam, tess, times):
    response = api(sam).post("/v1/staff/covers", {"cover_id": tess.pk, **times})

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")


def test_the_same_request_again_is_the_same_absence(api, sam, tess, sue):
    body = WEEK | {"cover_id": str(tess.pk), "id": "8f3c1f6e-7f4e-4a52-9d44-3f2a5b8f9e01"}
    client = api(sam)

    first, again = client.post("/v1/staff/covers", body), client.post("/v1/staff/covers", body)
    other = client.post("/v1/staff/covers", body | {"cover_id": str(sue.pk)})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()


def test_ending_an_absence_twice_is_no_error(api, sam, tess):
    cover = _record(api, sam, cover_id=tess).json()["id"]
    client = api(sam)

    assert client.delete(f"/v1/staff/covers/{cover}").status_code == 204
    assert client.delete(f"/v1/staff/covers/{cover}").status_code == 204
    assert Cover.objects.get().cancelled_at == utc("2026-11-23T15:00")


@pytest.mark.parametrize(("who", "status"), [("sue", 204), ("tess", 403), ("ada", 403), ("nick", 404), ("theo", 404)])
def test_an_absence_is_ended_by_who_may_record_it(api, sam, tess, sue, ada, nick, theo, who, status):
    cover = _record(api, sam, cover_id=tess).json()["id"]
    staff = {"sue": sue, "tess": tess, "ada": ada, "nick": nick, "theo": theo}[who]

    assert api(staff).delete(f"/v1/staff/covers/{cover}").status_code == status


def test_one_sees_what_concerns_oneself_and_who_runs_the_site_sees_all(api, sam, tess, sue, ada, nick, theo):
    _record(api, sam, cover_id=tess)

    seen = {who.account.login: len(api(who).get("/v1/staff/covers").json()["results"]) for who in (sam, tess, sue, ada)}

    assert seen == {"sam": 1, "tess": 1, "sue": 1, "ada": 1}
    assert api(nick).get("/v1/staff/covers").json()["results"] == []
    assert api(theo).get("/v1/staff/covers").json()["results"] == []


@pytest.mark.django_db(transaction=True)
def test_two_who_go_away_at_once_do_not_cover_for_each_other(api, sam, tess):
    clients = [(api(sam), tess), (api(tess), sam)]

    def go() -> int:
        client, cover = clients.pop()
        return int(client.post("/v1/staff/covers", WEEK | {"cover_id": cover.pk}).status_code)

    assert sorted(at_once(go)) == [201, 422]
