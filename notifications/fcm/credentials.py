"""Whose name we send in, and the rule where its bearer token may go."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

GOOGLE_HOST = "fcm.googleapis.com"
GOOGLE_TOKEN_HOSTS = frozenset({"oauth2.googleapis.com", "accounts.google.com", "www.googleapis.com"})


@dataclass(frozen=True)
class Channel:
    """One FCM project at one base URL, and the file with its service account."""

    base_url: str
    credentials: Path
    project: str

    @property
    def send_url(self) -> str:
        return f"{self.base_url}/v1/projects/{self.project}/messages:send"


def configured_channel() -> Channel | None:
    """Return where pushes go, or None when no credentials are configured.

    Raises ImproperlyConfigured for a file that is no service account, and where the bearer rule is broken.
    """
    path = settings.FIREBASE_CREDENTIALS or settings.PUSH_INBOX_CREDENTIALS
    if path is None:
        return None
    account = _read(Path(path))
    check_bearer_rule(settings.FCM_BASE_URL, account["token_uri"])
    return Channel(settings.FCM_BASE_URL, Path(path), account["project_id"])


def check_bearer_rule(base_url: str, token_uri: str) -> None:
    """A token of Google's goes to Google only; any other server takes the tokens of its own host.

    So a wrong FCM_BASE_URL leaks no Google token, and an emulator is never mistaken for the real FCM.
    """
    base, token = urlsplit(base_url), urlsplit(token_uri)
    if base.hostname == GOOGLE_HOST:
        if base.scheme == "https" and token.scheme == "https" and token.hostname in GOOGLE_TOKEN_HOSTS:
            return
        raise ImproperlyConfigured(
            f"FCM_BASE_URL is {base_url}, but the token_uri of the credentials is not Google's. Set FCM_BASE_URL "
            "to the server they belong to, or use credentials from the Firebase console."
        )
    if base.hostname is None or base.hostname != token.hostname:
        raise ImproperlyConfigured(
            f"FCM_BASE_URL is {base_url}, but the token_uri of the credentials lies on another host. A token of "
            f"Google's is sent to https://{GOOGLE_HOST} only; an emulator needs credentials with its own token_uri."
        )


def _read(path: Path) -> dict[str, str]:
    try:
        account = json.loads(path.read_bytes())
        return {name: str(account[name]) for name in ("project_id", "token_uri")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{path} is not a readable service-account file ({type(error).__name__}). FIREBASE_CREDENTIALS "
            "must name the JSON file that the Firebase console makes."
        ) from error
