"""Signatures of "Standard Webhooks" (standard-webhooks/standard-webhooks, specification, read 2026-11-22). Pure."""

import base64
import hashlib
import hmac
import secrets

# Between 24 and 64 random bytes, in base64 behind this prefix.
PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, *, name: str, timestamp: str, body: bytes) -> str:
    """Sign id, time and body, so that neither can be replayed under another."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{name}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
