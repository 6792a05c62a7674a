"""Signatures as others make them: the worked examples of RFC 8037, appendix A."""

import base64

from backend.crisis.bundle.signing import key_id, key_set, sign_under


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


SEED = decoded("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")


def test_the_public_half_is_that_of_the_rfc():
    [key] = key_set([SEED])["keys"]

    assert (key["kty"], key["crv"]) == ("OKP", "Ed25519")
    assert key["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"


def test_the_thumbprint_is_that_of_the_rfc():
    assert key_id(SEED) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_signature_is_that_of_the_rfc():
    signed = sign_under({"alg": "EdDSA"}, b"Example of Ed25519 signing", SEED)

    assert signed == {
        "payload": "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        "protected": "eyJhbGciOiJFZERTQSJ9",
        "signature": "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    }


def test_no_secret_half_is_in_the_key_set():
    [key] = key_set([SEED])["keys"]

    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
