import pytest

from backend.api.models import ClientId

pytestmark = pytest.mark.django_db


def test_a_person_reads_and_changes_their_own_profile(api, dana):
    phone = api(dana)

    response = phone.patch("/v1/me", {"handle": "Dana B.", "locale": "es-MX"})

    assert response.status_code == 200
    assert phone.get("/v1/me").json() == {
        "id": str(dana.pk),
        "handle": "Dana B.",
        "locale": "es-MX",
        "tzid": "America/New_York",
        "country": "US",
    }


def test_an_edit_of_an_old_version_is_refused(api, dana):
    phone = api(dana)
    etag = phone.get("/v1/me")["ETag"]
    phone.patch("/v1/me", {"handle": "first"})

    response = phone.patch("/v1/me", {"handle": "second"}, headers={"If-Match": etag})

    assert response.status_code == 412
    assert phone.get("/v1/me").json()["handle"] == "first"


def test_what_has_not_changed_is_not_sent_again(api, dana):
    phone = api(dana)
    etag = phone.get("/v1/me")["ETag"]

    assert phone.get("/v1/me", headers={"If-None-Match": etag}).status_code == 304


def test_the_export_holds_the_account_and_no_token(api, dana):
    export = api(dana).get("/v1/me/export").json()

    assert export["account"]["handle"] == "dana"
    assert "hr_" not in str(export)


@pytest.mark.parametrize("path", ["/v1/me", "/v1/me/export", "/v1/me/sessions", "/v1/consents"])
def test_staff_organizers_and_strangers_have_no_such_pages(api, sam, olive, path):
    assert api(sam).get(path).status_code == 403
    assert api(olive).get(path).status_code == 403
    assert api().get(path).status_code == 401


def test_an_erased_person_leaves_no_client_id_behind(api, dana):
    phone = api(dana)
    phone.post("/v1/cravings", {"id": "5b0a7d0e-0f0c-4c55-8a39-2f1a7c2a1d11", "intensity": 5, "triggers": []})
    assert ClientId.objects.filter(account_id=dana.pk).exists()

    phone.delete("/v1/me")

    assert not ClientId.objects.filter(account_id=dana.pk).exists()


def test_the_export_names_the_sites_that_follow_one(api, dana, sam):
    exported = api(dana).get("/v1/me/export").json()["account"]

    assert [each["site_name"] for each in exported["followed_by"]] == ["Harbour Clinic"]
    assert {each["site_name"] for each in exported["consents"]} == {"Harbour Clinic"}
