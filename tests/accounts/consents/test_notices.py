"""Whoever joins is shown the notice of the site, and can say that they read it."""

import hashlib

import pytest

from backend.accounts import staffing
from backend.accounts.models import Assignment, Notice, Site
from tests.times import utc

pytestmark = pytest.mark.django_db


def _join(api, sam, person):
    code = api(sam).post("/v1/staff/invitations").json()["code"]
    return api(person).post("/v1/invitations/accept", {"code": code}).json()


def test_joining_shows_the_notice_and_keeps_that_it_did(api, sam, nora):
    notice = _join(api, sam, nora)["notice"]

    assert (notice["version"], notice["language"]) == ("part2-2026-11", "en")
    assert notice["text"].startswith("Notice of Privacy Practices of Harbour Clinic")
    assert notice["sha256"] == hashlib.sha256(notice["text"].encode()).hexdigest()
    kept = Notice.objects.get(person=nora)
    assert (str(kept.pk), kept.event, kept.text_sha256) == (notice["id"], "shown", notice["sha256"])


def test_saying_that_one_read_it_is_kept_once_and_agrees_to_nothing(api, sam, nora):
    notice = _join(api, sam, nora)["notice"]
    path = f"/v1/notices/{notice['id']}/acknowledge"

    first, again = api(nora).post(path), api(nora).post(path)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["acknowledged_at"] == "2026-11-26T15:00:00Z"
    assert list(Notice.objects.order_by("event").values_list("event", flat=True)) == ["acknowledged", "shown"]
    assert api(nora).get("/v1/consents").json()["results"] == []


def test_a_person_finds_which_notices_they_were_shown_and_when(api, sam, nora, clock):
    notice = _join(api, sam, nora)["notice"]
    clock.move_to(utc("2026-11-27T15:00"))
    api(nora).post(f"/v1/notices/{notice['id']}/acknowledge")

    listed = api(nora).get("/v1/notices").json()["results"]

    assert listed == [
        {
            "id": notice["id"],
            "site": {"id": str(sam.site.pk), "name": "Harbour Clinic"},
            "version": "part2-2026-11",
            "language": "en",
            "sha256": notice["sha256"],
            "shown_at": "2026-11-26T15:00:00Z",
            "acknowledged_at": "2026-11-27T15:00:00Z",
        }
    ]


def test_a_notice_with_other_words_is_shown_and_read_anew(api, sam, nora):
    first = _join(api, sam, nora)["notice"]
    api(nora).post(f"/v1/notices/{first['id']}/acknowledge")
    Site.objects.update(regime=Site.Regime.GDPR)

    second = api(nora).get(f"/v1/sites/{sam.site.pk}/notice").json()

    assert second["version"] == "gdpr-2026-11"
    read = {each["id"]: each["acknowledged_at"] for each in api(nora).get("/v1/notices").json()["results"]}
    assert read[second["id"]] is None
    assert read[first["id"]] is not None


def test_the_same_notice_asked_for_again_is_the_same_row(api, sam, nora):
    notice = _join(api, sam, nora)["notice"]

    again = api(nora).get(f"/v1/sites/{sam.site.pk}/notice").json()

    assert again == notice


def test_a_notice_can_be_read_after_leaving_and_by_nobody_who_never_joined(api, joined, dana, unfollowed, clinic):
    Assignment.objects.filter(person=joined).update(ended_at=utc("2026-11-26T14:00"))

    assert api(joined).get(f"/v1/sites/{clinic.pk}/notice").status_code == 200
    assert api(unfollowed).get(f"/v1/sites/{clinic.pk}/notice").status_code == 404


def test_somebody_followed_twice_at_a_site_reads_it_all_the_same(api, joined, sue, clinic):
    staffing.assign(joined, sue, now=utc("2026-11-21T12:00"))

    assert api(joined).get(f"/v1/sites/{clinic.pk}/notice").status_code == 200


def test_a_notice_of_somebody_else_is_not_there(api, sam, nora, dana):
    notice = _join(api, sam, nora)["notice"]

    assert api(dana).post(f"/v1/notices/{notice['id']}/acknowledge").status_code == 404
    assert api(sam).post(f"/v1/notices/{notice['id']}/acknowledge").status_code == 403
