"""The offline bundle as a phone takes it: one file, signed, fetched again only when it has changed."""

import base64
import gzip
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.crisis.models import LineVerification
from tests.times import utc

pytestmark = pytest.mark.django_db
BUNDLE, KEYS = "/v1/crisis/bundle", "/v1/crisis/keys"
SHARED = {"cards", "actions", "when_syntax"}


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(signed, key_set):
    """What a phone does: find the key by its id, prove the signature, read the payload. Raises InvalidSignature."""
    header = json.loads(decoded(signed["protected"]))
    key = next(key for key in key_set["keys"] if key["kid"] == header["kid"])
    public = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
    public.verify(decoded(signed["signature"]), f"{signed['protected']}.{signed['payload']}".encode())
    return header, json.loads(decoded(signed["payload"]))


def find_dead(line="us-988-suicide-crisis-lifeline"):
    LineVerification.objects.create(line_id=line, outcome="wrong", noted_at=utc("2026-11-26T12:00"))


def test_anybody_takes_it_and_proves_it_with_the_published_key(api):
    answer, keys = api().get(BUNDLE), api().get(KEYS)

    header, bundle = opened(answer.json(), keys.json())

    assert (answer["Content-Type"], keys["Content-Type"]) == ("application/jose+json", "application/jwk-set+json")
    assert (header["alg"], header["cty"]) == ("EdDSA", "json")
    assert bundle["help_lines"]["countries"]["US"]["emergency"]["number"] == "911"


def test_one_changed_digit_is_noticed(api):
    signed = api().get(BUNDLE).json()
    changed = decoded(signed["payload"]).replace(b'"number":"911"', b'"number":"912"', 1)
    signed["payload"] = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()

    with pytest.raises(InvalidSignature):
        opened(signed, api().get(KEYS).json())


def test_what_the_phone_has_is_not_sent_again(api):
    answer = api().get(BUNDLE)

    again = api().get(BUNDLE, headers={"If-None-Match": f'"other", {answer["ETag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]
    assert answer["Cache-Control"] == again["Cache-Control"] == "public, max-age=300"


def test_the_same_content_has_the_same_bytes_and_the_same_etag(api):
    first, second = (api().get(BUNDLE) for _ in range(2))

    assert first.content == second.content
    assert first["ETag"] == second["ETag"]


def test_a_line_found_dead_is_gone_from_it_at_once(api):
    before = api().get(BUNDLE)
    find_dead()

    after = api().get(BUNDLE, headers={"If-None-Match": before["ETag"]})

    _, bundle = opened(after.json(), api().get(KEYS).json())
    lines = bundle["help_lines"]["countries"]["US"]["lines"]
    assert "us-988-suicide-crisis-lifeline" not in [line["id"] for line in lines]
    assert bundle["help_lines"]["countries"]["US"]["emergency"]["number"] == "911"


def test_who_takes_gzip_gets_gzip_under_the_same_etag(api):
    plain, small = api().get(BUNDLE), api().get(BUNDLE, headers={"Accept-Encoding": "br, gzip;q=0.5"})

    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert small["ETag"] == plain["ETag"]
    assert plain["Vary"] == small["Vary"] == "Accept-Encoding"


def test_head_tells_the_length_and_sends_nothing(api):
    got, head = api().get(BUNDLE), api().head(BUNDLE)

    assert (head.status_code, head.content) == (200, b"")
    assert (head["Content-Length"], head["ETag"]) == (got["Content-Length"], got["ETag"])


@pytest.mark.parametrize("path", [BUNDLE, KEYS])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_any_other_method_is_refused_with_help(api, path, method):
    answer = getattr(api(), method)(path, {})

    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.json()["help"]["emergency"]["number"] == "112"


def test_a_new_key_signs_and_the_one_before_it_still_proves_older_bundles(api, settings):
    before = api().get(BUNDLE)
    settings.BUNDLE_KEYS = [bytes(range(32)), *settings.BUNDLE_KEYS]

    after, keys = api().get(BUNDLE), api().get(KEYS).json()

    assert opened(before.json(), keys)[1] == opened(after.json(), keys)[1]
    assert opened(after.json(), keys)[0]["kid"] == keys["keys"][0]["kid"] != opened(before.json(), keys)[0]["kid"]
    assert after["ETag"] != before["ETag"]


def test_instruments_are_those_that_a_signed_in_phone_gets(api, dana):
    _, bundle = opened(api().get(BUNDLE).json(), api().get(KEYS).json())

    for instrument in bundle["instruments"]["results"]:
        served = api(dana).get(f"/v1/instruments/{instrument['code']}").json()
        assert instrument == {name: value for name, value in served.items() if name not in SHARED}
        assert served["when_syntax"] == bundle["instruments"]["when_syntax"]
        assert [card for card in served["cards"] if card not in bundle["cards"]] == []
