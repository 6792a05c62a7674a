"""The push inbox as tests see it: a real process that speaks FCM v1, and its journal."""

import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Push:
    """One message as the inbox received it."""

    address: str
    outcome: str
    message: dict[str, Any]

    @property
    def notification_id(self) -> str:
        return str(self.message["data"]["notification_id"])

    @property
    def body(self) -> str:
        return str(self.message.get("notification", {}).get("body", ""))


class InboxClient:
    def __init__(self, url: str, credentials: str) -> None:
        self.url = url
        self.credentials = credentials
        self._seen = 0

    def journal(self) -> list[dict[str, Any]]:
        """Lines since the last reset."""
        with urllib.request.urlopen(f"{self.url}/journal?after={self._seen}", timeout=30) as answer:
            return [json.loads(line) for line in answer.read().splitlines() if line]

    @property
    def pushes(self) -> list[Push]:
        """Messages that were taken, whatever the sender heard of it."""
        taken = {"accepted", "drop_after"}
        return [
            Push(line["address"], line["outcome"], line["message"])
            for line in self.journal()
            if line["outcome"] in taken
        ]

    def pushes_to(self, token: str) -> list[Push]:
        return [push for push in self.pushes if push.address == address_of(token)]

    def wait_for_push(self, token: str, *, count: int = 1, seconds: float = 60) -> list[Push]:
        """Wait until `count` messages reached this phone; return what is there when time is up."""
        deadline = time.monotonic() + seconds
        while len(found := self.pushes_to(token)) < count and time.monotonic() < deadline:
            time.sleep(0.1)
        return found

    def behave(self, **behaviour: Any) -> None:
        self._post("/behaviour", behaviour)

    def reset(self) -> None:
        self._post("/reset", {})
        journal = self.journal()
        self._seen = max((line["seq"] for line in journal), default=self._seen)

    def _post(self, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=30).close()


def send_from_here(inbox: InboxClient, settings: Any) -> InboxClient:
    """Let this process send to the inbox."""
    settings.FCM_BASE_URL = inbox.url
    settings.PUSH_INBOX_CREDENTIALS = inbox.credentials
    return inbox


def address_of(token: str) -> str:
    """The journal's name for a registration token or installation id."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


@contextmanager
def start_inbox(state: Path, *, prefix: tuple[str, ...] = ()) -> Iterator[InboxClient]:
    command = [sys.executable, *prefix, "-m", "backend.push_inbox", "--port", "0", "--state", str(state)]
    with (state / "inbox.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"PYTHONWARNINGS": "ignore"})
    try:
        ready = _wait_for(state / "push_inbox.json", process)
        yield InboxClient(ready["url"], ready["credentials"])
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(path: Path, process: "subprocess.Popen[bytes]") -> dict[str, str]:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if path.exists():
            ready: dict[str, str] = json.loads(path.read_text())
            return ready
        time.sleep(0.05)
    raise AssertionError("the push inbox did not start")
