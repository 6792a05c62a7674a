"""JSON Web Signatures with Ed25519, and the keys that prove them.

RFC 7515 (section 7.2.2, flattened), RFC 8037 (EdDSA), RFC 7517 (key sets), RFC 7638 (thumbprints).
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNED = "application/jose+json"
KEY_SET = "application/jwk-set+json"
ALGORITHM = "EdDSA"


def sign(payload: bytes, seed: bytes) -> dict[str, str]:
    """Return the payload with its signature. Ed25519 draws nothing: the same payload is signed the same way."""
    return sign_under({"alg": ALGORITHM, "kid": key_id(seed), "typ": "JOSE+JSON", "cty": "json"}, payload, seed)


def sign_under(header: Mapping[str, str], payload: bytes, seed: bytes) -> dict[str, str]:
    protected, content = _base64url(compact(header)), _base64url(payload)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(f"{protected}.{content}".encode())
    return {"payload": content, "protected": protected, "signature": _base64url(signature)}


def key_set(seeds: Sequence[bytes]) -> dict[str, Any]:
    """Return the public halves, the one that signs first."""
    keys = [_public(seed) | {"kid": key_id(seed), "use": "sig", "alg": ALGORITHM} for seed in seeds]
    return {"keys": keys}


def key_id(seed: bytes) -> str:
    """Return the thumbprint of the public half: members in alphabetical order, without blanks."""
    return _base64url(hashlib.sha256(compact(_public(seed))).digest())


def compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _public(seed: bytes) -> dict[str, str]:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public)}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
