"""A service account as Google issues one, and the token endpoint that honours it.

The key pair is made once and kept, so credentials already handed out outlive a restart; only `token_uri`
follows the port. Access tokens are signed, not stored: a restarted inbox knows those it gave before.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from backend.push_inbox.state import write_private

PROJECT = "handrail-demo"
CLIENT_EMAIL = f"push-inbox@{PROJECT}.iam.gserviceaccount.com"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = timedelta(hours=1)
# google-auth names Google as the audience whatever `token_uri` says.
_GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_CLOCK_SKEW = timedelta(minutes=5)
_SCOPES = {
    "https://www.googleapis.com/auth/firebase.messaging",
    "https://www.googleapis.com/auth/cloud-platform",
}
_REMEMBERED_TOKENS = 1000


class GrantError(Exception):
    """The text is the `error_description`."""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    key: rsa.RSAPrivateKey
    secret: bytes
    token_uri: str

    def as_json(self) -> dict[str, str]:
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        certificates = "https://www.googleapis.com"
        return {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": hashlib.sha256(pem.encode()).hexdigest()[:40],
            "private_key": pem,
            "client_email": CLIENT_EMAIL,
            "client_id": "100000000000000000000",
            "auth_uri": self.token_uri.replace("/token", "/auth"),
            "token_uri": self.token_uri,
            "auth_provider_x509_cert_url": f"{certificates}/oauth2/v1/certs",
            "client_x509_cert_url": f"{certificates}/robot/v1/metadata/x509/{CLIENT_EMAIL}",
            "universe_domain": "googleapis.com",
        }


def open_account(state: Path, *, url: str) -> tuple[ServiceAccount, Path]:
    """Return the account kept in `state`, made if need be, and the file that holds it for this `url`."""
    path = state / "service_account.json"
    account = ServiceAccount(_open_key(path), _open_secret(state / "token_secret"), f"{url}/token")
    write_private(path, json.dumps(account.as_json(), indent=2).encode())
    return account, path


def _open_key(path: Path) -> rsa.RSAPrivateKey:
    if not path.exists():
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = json.loads(path.read_bytes())["private_key"].encode()
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - written by as_json() above
    return key


def _open_secret(path: Path) -> bytes:
    if not path.exists():
        write_private(path, secrets.token_bytes(32))
    return path.read_bytes()


class TokenDesk:
    """Trades signed assertions for access tokens (RFC 7523) and recognises those tokens again."""

    def __init__(self, account: ServiceAccount) -> None:
        self._account = account
        self._public_key = account.key.public_key()
        self._expiries: dict[str, float] = {}

    def trade(self, assertion: str, now: datetime) -> str:
        """Return an access token for a service account's assertion; raises GrantError."""
        self._check_claims(self._verified_claims(assertion), now)
        return self._issue(int((now + LIFETIME).timestamp()))

    def is_valid(self, authorization: str, now: datetime) -> bool:
        """Tell whether an Authorization header carries a token of ours that has not expired."""
        # Each message carries the same header: its signature is checked the first time only.
        expiry = self._expiries.get(authorization)
        if expiry is None:
            expiry = self._recognise(authorization)
        return now.timestamp() < expiry

    def _recognise(self, authorization: str) -> float:
        scheme, _, token = authorization.partition(" ")
        text = token.removeprefix("ya29.").partition(".")[0]
        is_ours = scheme.lower() == "bearer" and text.isascii() and text.isdigit() and len(text) <= 12
        if not is_ours or not hmac.compare_digest(token.encode(), self._issue(int(text)).encode()):
            return 0.0
        if len(self._expiries) >= _REMEMBERED_TOKENS:
            self._expiries.clear()
        self._expiries[authorization] = float(text)
        return float(text)

    def _issue(self, expiry: int) -> str:
        # "ya29." opens Google's own access tokens, so what redacts those redacts these.
        signature = hmac.new(self._account.secret, str(expiry).encode(), hashlib.sha256).hexdigest()
        return f"ya29.{expiry}.{signature}"

    def _verified_claims(self, assertion: str) -> dict[str, Any]:
        try:
            signed, _, signature = assertion.encode().rpartition(b".")
            header, claims = (json.loads(_decode(part)) for part in signed.split(b"."))
            self._public_key.verify(_decode(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        except (ValueError, binascii.Error, InvalidSignature) as error:
            raise GrantError("Invalid JWT Signature.") from error
        if not isinstance(header, dict) or header.get("alg") != "RS256" or not isinstance(claims, dict):
            raise GrantError("Invalid JWT: RS256 and an object of claims are required.")
        return claims

    def _check_claims(self, claims: dict[str, Any], now: datetime) -> None:
        if claims.get("iss") != CLIENT_EMAIL:
            raise GrantError("Invalid grant: account not found")
        if claims.get("aud") not in (self._account.token_uri, _GOOGLE_TOKEN_URI):
            raise GrantError("Invalid JWT: Failed audience check.")
        if not _SCOPES & set(str(claims.get("scope", "")).split()):
            raise GrantError("Invalid scope: firebase.messaging or cloud-platform is required.")
        if not _is_current(claims.get("iat"), claims.get("exp"), now):
            raise GrantError(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                "Check your iat and exp values in the JWT claim."
            )


def _decode(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def _is_current(issued: object, expires: object, now: datetime) -> bool:
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        return False
    issued_at, expires_at = (datetime.fromtimestamp(value, UTC) for value in (issued, expires))
    is_short = expires_at - issued_at <= LIFETIME + _CLOCK_SKEW
    return is_short and issued_at <= now + _CLOCK_SKEW and now < expires_at + _CLOCK_SKEW
