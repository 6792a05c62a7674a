"""The token endpoint: the real JWT grant, and nothing less."""

import json
import time

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from firebase_admin import credentials
from google.auth import crypt, jwt

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"


def ask_for_token(inbox, *, signer=None, grant=GRANT, **changed):
    account = json.loads(inbox.credentials.read_text())
    now = int(time.time())
    claims = {
        "iss": account["client_email"],
        "aud": account["token_uri"],
        "scope": SCOPE,
        "iat": now,
        "exp": now + 3600,
    }
    assertion = jwt.encode(signer or crypt.RSASigner.from_service_account_info(account), claims | changed)
    form = {"grant_type": grant, "assertion": assertion}
    return requests.post(f"{inbox.url}/token", data=form, timeout=10)


def test_a_signed_assertion_buys_an_access_token(inbox):
    response = ask_for_token(inbox)

    assert response.status_code == 200
    assert response.json()["expires_in"] == 3600
    assert response.json()["token_type"] == "Bearer"


def test_firebase_admin_takes_the_service_account_as_it_is(inbox):
    certificate = credentials.Certificate(str(inbox.credentials))

    assert certificate.project_id == "handrail-demo"
    assert certificate.get_access_token().access_token


def test_the_credentials_are_for_their_owner_only(inbox):
    mode = inbox.credentials.stat().st_mode

    assert mode & 0o077 == 0


def test_an_assertion_of_another_key_is_refused_as_google_does(inbox):
    stranger = crypt.RSASigner(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    response = ask_for_token(inbox, signer=stranger)

    assert response.status_code == 400
    assert response.json() == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


def test_an_assertion_that_expired_is_refused(inbox):
    response = ask_for_token(inbox, iat=1_700_000_000, exp=1_700_003_600)

    assert response.json()["error"] == "invalid_grant"


def test_an_assertion_for_another_audience_is_refused(inbox):
    response = ask_for_token(inbox, aud="https://example.org/token")

    assert response.json()["error"] == "invalid_grant"


def test_an_assertion_without_a_messaging_scope_is_refused(inbox):
    response = ask_for_token(inbox, scope="https://www.googleapis.com/auth/drive")

    assert response.json()["error"] == "invalid_grant"


def test_garbage_in_place_of_an_assertion_is_refused(inbox):
    for assertion in ("", "a.b.c", "ünlesbar", "e30.e30.e30", "e30=.e30"):
        response = requests.post(f"{inbox.url}/token", data={"grant_type": GRANT, "assertion": assertion}, timeout=10)

        assert (response.status_code, response.json()["error"]) == (400, "invalid_grant"), assertion


def test_another_grant_type_is_refused(inbox):
    response = ask_for_token(inbox, grant="password")

    assert (response.status_code, response.json()["error"]) == (400, "unsupported_grant_type")


def test_a_message_without_a_token_of_ours_is_refused_and_not_journaled(inbox):
    url = f"{inbox.url}/v1/projects/handrail-demo/messages:send"
    forged = f"Bearer ya29.{int(time.time()) + 3600}.{'0' * 64}"
    expired = f"Bearer ya29.1700000000.{'0' * 64}"

    for authorization in ("", "Bearer x", "Basic eDp5", "Bearer ya29.½.0", forged, expired):
        response = requests.post(
            url,
            json={"message": {"token": "dana"}},
            headers={"Authorization": authorization.encode()},
            timeout=10,
        )

        assert response.status_code == 401, authorization
        assert response.json()["error"]["status"] == "UNAUTHENTICATED"
    assert inbox.journal() == []


def test_key_and_tokens_outlive_a_restart_on_another_port(start_inbox, tmp_path):
    with start_inbox(tmp_path) as before:
        old_key = json.loads(before.credentials.read_text())["private_key"]
        authorization = before.session.headers["Authorization"]

    with start_inbox(tmp_path) as after:
        account = json.loads(after.credentials.read_text())
        after.session.headers["Authorization"] = authorization

        assert account["private_key"] == old_key
        assert account["token_uri"] == f"{after.url}/token"
        assert after.send({"token": "dana"}).status_code == 200
