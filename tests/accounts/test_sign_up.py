from typing import cast

import pytest

from backend.accounts.models import Account, Person
from backend.accounts.sealed import Ciphertext

pytestmark = pytest.mark.django_db


def test_somebody_without_a_name_gets_an_account_a_token_and_a_recovery_code(api):
    response = api().post("/v1/accounts", {})

    assert response.status_code == 201
    assert response.json()["person"]["handle"] is None
    assert response.json()["token"].startswith("hr_")
    assert len(response.json()["recovery_code"].replace("-", "")) == 26


def test_a_handle_is_a_label_and_not_stored_in_clear(api):
    response = api().post("/v1/accounts", {"handle": "Quiet Otter", "tzid": "Asia/Kathmandu", "country": "NP"})

    account = Account.objects.get(pk=response.json()["person"]["id"])
    stored = Account.objects.filter(pk=account.pk).values_list("handle", flat=True)[0]
    assert account.handle == "Quiet Otter"
    assert b"Otter" not in cast(Ciphertext, stored).content


@pytest.mark.parametrize("field", ["name", "email", "phone"])
def test_what_would_name_somebody_is_refused(api, field):
    response = api().post("/v1/accounts", {field: "x"})

    assert response.status_code == 400
    assert response.json()["errors"] == [{"pointer": f"/{field}", "detail": "This field is not known here."}]
    assert Person.objects.count() == 0


def test_an_unknown_zone_is_refused_with_its_pointer(api):
    response = api().post("/v1/accounts", {"tzid": "Mars/Olympus"})

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/tzid"


def test_a_recovery_code_opens_the_account_on_a_new_phone_and_ends_the_old_one(api):
    first = api().post("/v1/accounts", {"handle": "dana"}).json()
    typed = first["recovery_code"].lower().replace("-", " ")

    response = api().post("/v1/accounts/recover", {"recovery_code": typed})

    assert response.status_code == 201
    assert response.json()["person"]["id"] == first["person"]["id"]
    assert len(response.json()["sessions"]) == 1
    old_phone = api()
    old_phone.credentials(HTTP_AUTHORIZATION=f"Bearer {first['token']}")
    assert old_phone.get("/v1/me").json()["reason"] == "revoked"


def test_a_recovery_code_works_once(api):
    code = api().post("/v1/accounts", {}).json()["recovery_code"]
    api().post("/v1/accounts/recover", {"recovery_code": code})

    response = api().post("/v1/accounts/recover", {"recovery_code": code})

    assert response.status_code == 422
    assert response.json()["code"] == "recovery-code-unknown"
