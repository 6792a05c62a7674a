"""The inbox speaks to this machine only, also when a browser is tricked into asking."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:80", "10.0.0.5", ""])
def test_a_foreign_host_name_is_refused(inbox, host):
    for path in ("/", "/journal", "/phones", "/events"):
        response = requests.get(inbox.url + path, headers={"Host": host}, timeout=10)

        assert response.status_code in (400, 421), path


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:9", "[::1]:8025"])
def test_the_names_of_this_machine_are_taken(inbox, host):
    response = requests.get(inbox.url + "/phones", headers={"Host": host}, timeout=10)

    assert response.status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_origin_changes_nothing(inbox, origin):
    response = inbox.post("/behaviour", {"latency_ms": 9}, headers={"Origin": origin})

    assert response.status_code == 403
    assert requests.get(f"{inbox.url}/behaviour", timeout=10).json()["latency_ms"] == 0


def test_the_page_itself_may_post(inbox):
    response = inbox.post("/reset", headers={"Origin": inbox.url})

    assert response.status_code == 200


def test_no_other_address_than_loopback_is_listened_on(tmp_path):
    command = [sys.executable, "-m", "backend.push_inbox", "--host", "0.0.0.0", "--state", str(tmp_path)]

    refused = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, timeout=20, check=False)

    assert refused.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_refused_politely(inbox, tmp_path):
    port = inbox.url.rpartition(":")[2]
    command = [sys.executable, "-m", "backend.push_inbox", "--port", port, "--state", str(tmp_path)]

    refused = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, timeout=20, check=False)

    assert refused.returncode == 1
    assert b"Cannot listen" in refused.stderr
    assert b"Traceback" not in refused.stderr
