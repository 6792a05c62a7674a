"""Peers as their documentation shows: one process, batches of 500, sending only. Run as a program of its own.

`python -m tests.benchmarks.peers NAME --url URL --credentials FILE --addresses FILE --folder FOLDER` prints what
sending took. firebase-admin knows no emulator for messaging, so its address is set by private names.
"""

import argparse
import json
import resource
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import firebase_admin
import google.auth.credentials
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from firebase_admin import _http_client, credentials, messaging
from requests.adapters import HTTPAdapter

from tests.benchmarks.report import result

BATCH = 500
BODY = "You have a reminder."


def main() -> None:
    options = _parse()
    warnings.simplefilter("ignore")
    app = _app(options.url, options.credentials)
    addresses: list[str] = json.loads(options.addresses.read_text())
    send = PEERS[options.name](app, addresses, options.folder)
    spent, started = _cpu(), time.monotonic()
    send()
    result({"seconds": time.monotonic() - started, "cpu_s": _cpu() - spent})


def _firebase_admin(app: firebase_admin.App, addresses: Sequence[str], _folder: Path) -> Callable[[], None]:
    def send() -> None:
        for start in range(0, len(addresses), BATCH):
            messages = [_message(token=address) for address in addresses[start : start + BATCH]]
            messaging.send_each(messages, app=app)

    return send


def _fcm_django(app: firebase_admin.App, addresses: Sequence[str], folder: Path) -> Callable[[], None]:
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / f"{uuid4()}.sqlite3")}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "fcm_django"],
        FCM_DJANGO_SETTINGS={"DEFAULT_FIREBASE_APP": app},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)
    model: Any = apps.get_model("fcm_django", "FCMDevice")  # type: ignore[misc]  # not an app of ours
    devices = model.objects
    devices.bulk_create([model(registration_id=address, type="android") for address in addresses], batch_size=500)

    def send() -> None:
        devices.all().send_message(_message(), app=app)

    return send


PEERS = {"firebase-admin": _firebase_admin, "fcm-django": _fcm_django}


def _message(token: str | None = None) -> messaging.Message:
    return messaging.Message(
        token=token,
        notification=messaging.Notification(body=BODY),
        data={"notification_id": str(uuid4()), "v": "1"},
    )


class _PlainCredentials(google.auth.credentials.Credentials):
    """The JWT grant and nothing else: google-auth's own class also asks a server of Google's."""

    def __init__(self, account: google.auth.credentials.Credentials) -> None:
        super().__init__()
        self._account = account

    def refresh(self, request: object) -> None:
        self._account.refresh(request)
        self.token, self.expiry = self._account.token, self._account.expiry


class _Certificate(credentials.Certificate):  # type: ignore[misc]  # publishes no types
    def get_credential(self) -> _PlainCredentials:
        return _PlainCredentials(super().get_credential())


def _app(url: str, account: Path) -> firebase_admin.App:
    class Service(messaging._MessagingService):  # type: ignore[misc]  # as above
        def __init__(self, app: firebase_admin.App) -> None:
            super().__init__(app)
            self._fcm_url = f"{url}/v1/projects/{app.project_id}/messages:send"
            # What it mounts for Google's address.
            retries = _http_client.DEFAULT_RETRY_CONFIG
            self._client.session.mount(url, HTTPAdapter(pool_connections=100, pool_maxsize=100, max_retries=retries))

    app = firebase_admin.initialize_app(_Certificate(str(account)))
    app._get_service(messaging._MESSAGING_ATTRIBUTE, Service)
    return app


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("--url", required=True)
    for name in ("--credentials", "--addresses", "--folder"):
        parser.add_argument(name, type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
