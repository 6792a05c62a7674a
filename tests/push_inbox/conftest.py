"""The real inbox as a process of its own, spoken to over HTTP; one per module, emptied before each test."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from google.auth.transport.requests import Request
from google.oauth2 import service_account
from playwright.sync_api import expect, sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
PROJECT = "handrail-demo"


@dataclass(frozen=True)
class Inbox:
    url: str
    credentials: Path
    process: subprocess.Popen[bytes]
    session: requests.Session

    def send(self, message: Any, *, project: str = PROJECT, **envelope: Any) -> requests.Response:
        path = f"/v1/projects/{project}/messages:send"
        return self.session.post(self.url + path, json={"message": message} | envelope, timeout=30)

    def post(self, path: str, body: Any = None, **options: Any) -> requests.Response:
        return requests.post(self.url + path, json=body, timeout=30, **options)

    def behave(self, **behaviour: Any) -> None:
        assert self.post("/behaviour", behaviour).status_code == 200

    def journal(self, after: int = 0, wait: float = 0) -> list[dict[str, Any]]:
        response = requests.get(f"{self.url}/journal?after={after}&wait={wait}", timeout=30)
        return [json.loads(line) for line in response.text.splitlines()]

    def phones(self) -> dict[str, dict[str, Any]]:
        rows = requests.get(f"{self.url}/phones", timeout=30).json()["phones"]
        return {phone["label"]: phone for phone in rows}

    def phone(self, address: str, **fields: Any) -> str:
        """Register a phone labelled by its address; return the path of its switches and notices."""
        response = self.post("/phones", {"address": address, "label": address} | fields)
        return f"/phones/{response.json()['address']}"

    def notices(self, label: str) -> list[dict[str, Any]]:
        return list(self.phones()[label]["notices"])


@contextmanager
def running_inbox(state: Path) -> Iterator[Inbox]:
    ready = state / "push_inbox.json"
    command = [sys.executable, "-m", "backend.push_inbox", "--port", "0", "--state", str(state)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        until(ready.exists)
        place = json.loads(ready.read_text())
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {access_token(place['credentials'])}"
            yield Inbox(place["url"], Path(place["credentials"]), process, session)
    finally:
        process.terminate()
        process.wait(timeout=30)


def access_token(credentials: str) -> str:
    account = service_account.Credentials.from_service_account_file(credentials, scopes=[SCOPE])
    account.refresh(Request())
    return str(account.token)


def until(is_so: Callable[[], Any], seconds: float = 60) -> Any:
    """Wait for another process to get there; return what `is_so` returned."""
    deadline = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return found


@pytest.fixture(scope="module")
def inbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with running_inbox(tmp_path_factory.mktemp("push_inbox")) as inbox:
        yield inbox


@pytest.fixture
def inbox(inbox_process: Inbox) -> Inbox:
    inbox_process.post("/reset")
    return inbox_process


@pytest.fixture
def start_inbox() -> Callable[[Path], Any]:
    return running_inbox


@pytest.fixture
def wait_until() -> Callable[..., Any]:
    return until


@dataclass(frozen=True)
class ReceiptServer:
    url: str
    received: list[tuple[str, Any]]


@pytest.fixture
def receipt_server() -> Iterator[ReceiptServer]:
    """An app server that notes who reported what: pairs of Authorization header and body."""
    received: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield ReceiptServer(f"http://127.0.0.1:{server.server_port}/v1/receipts", received)
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, inbox):
    complaints = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(inbox.url)
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    yield page
    page.close()
    assert complaints == []
