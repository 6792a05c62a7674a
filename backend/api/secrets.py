"""Keys derived from the master key, one per purpose, so that no two uses share one."""

import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=64)
def derived_key(purpose: str) -> bytes:
    """Return 32 bytes for this purpose, stable as long as the oldest master key is kept."""
    return expand(settings.MASTER_KEYS[-1], purpose)


def expand(secret: bytes, purpose: str) -> bytes:
    """Return 32 bytes from a secret by HKDF-SHA256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


def keyed_hash(purpose: str, *parts: bytes) -> bytes:
    """Return HMAC-SHA256 over the parts; their lengths are bound in, so no two lists of parts collide."""
    message = b"".join([len(part).to_bytes(4, "big") + part for part in parts])
    # In one call to OpenSSL: a scan names thousands of things.
    return hmac.digest(derived_key(purpose), message, "sha256")
