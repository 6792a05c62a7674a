"""The FCM emulator that all contestants send to, ours or any other that speaks of itself in the same three places."""

import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.push import start_inbox

PROJECT = "handrail-demo"
TAKEN = frozenset({"accepted", "drop_after"})

# Who was told (the journal's name of the address) under which tag.
Handed = tuple[str, str]


@dataclass
class Emulator:
    url: str
    credentials: Path
    seen: int = 0

    def prepare(self, *, latency_ms: int) -> None:
        """Forget what was before."""
        self._post("/reset", {})
        self._post("/behaviour", {"latency_ms": latency_ms})
        self.seen = max((line["seq"] for line in self._lines()), default=self.seen)

    def handed_over(self) -> Counter[Handed]:
        """Count what was taken since, by address and tag."""
        return Counter((line["address"], _tag(line["message"])) for line in self._lines() if line["outcome"] in TAKEN)

    def instants(self) -> dict[str, datetime]:
        """When each tag was handed over for the first time."""
        first: dict[str, datetime] = {}
        for line in self._lines():
            first.setdefault(_tag(line["message"]), datetime.fromisoformat(line["received_at"]))
        return first

    def _lines(self) -> Iterator[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/journal?after={self.seen}", timeout=60) as answer:
            for line in answer:
                if line.strip():
                    yield json.loads(line)

    def _post(self, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=60).close()


@contextmanager
def emulator(url: str | None, folder: Path) -> Iterator[Emulator]:
    """Use the one at `url`, or start a push inbox."""
    if url:
        yield Emulator(url.rstrip("/"), _service_account(url.rstrip("/"), folder))
        return
    with start_inbox(folder) as inbox:
        yield Emulator(inbox.url, Path(inbox.credentials))


def _tag(message: dict[str, Any]) -> str:
    return str(message.get("data", {}).get("notification_id", ""))


def _service_account(url: str, folder: Path) -> Path:
    """Make credentials that are good for this emulator alone: their token endpoint lies there."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    account = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "bench",
        "private_key": pem.decode(),
        "client_email": f"bench@{PROJECT}.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": f"{url}/token",
    }
    path = folder / "service-account.json"
    path.write_text(json.dumps(account))
    return path


def python(*arguments: str, log: Path, **variables: str) -> "subprocess.Popen[bytes]":
    """Start a program of ours in a group of its own."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | variables | {"PYTHONWARNINGS": "ignore", "HANDRAIL_NO_BOOTSTRAP": "1"},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
