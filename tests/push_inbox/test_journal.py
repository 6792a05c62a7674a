"""The journal is the judge: complete, ordered, without addresses, and still there after a restart."""

import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.push_inbox.journal import Journal

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_line_says_what_was_handed_over_and_hides_whose_it_was(inbox):
    token = "registration-token-of-dana"
    inbox.send({"token": token, "data": {"notification_id": "n1", "v": "1"}})

    (line,) = inbox.journal()

    assert list(line) == ["seq", "received_at", "address", "path", "headers", "message", "outcome"]
    assert line["address"] == hashlib.sha256(token.encode()).hexdigest()[:16]
    assert line["path"] == "/v1/projects/handrail-demo/messages:send"
    assert line["message"] == {"data": {"notification_id": "n1", "v": "1"}}
    assert line["headers"]["content-type"] == "application/json"
    assert "authorization" not in line["headers"]
    assert token not in str(line)


def test_a_fid_is_hidden_as_a_token_is(inbox):
    inbox.send({"fid": "fid-of-dana"})

    (line,) = inbox.journal()

    assert line["address"] == hashlib.sha256(b"fid-of-dana").hexdigest()[:16]
    assert line["message"] == {}


def test_a_reader_goes_on_where_it_stopped(inbox):
    for number in range(5):
        inbox.send({"token": f"t{number}"})
    first = inbox.journal()[0]["seq"]

    seqs = [line["seq"] for line in inbox.journal(after=first + 2)]

    assert seqs == [first + 3, first + 4]
    assert inbox.journal(after=first + 4) == []
    assert inbox.journal(after=first + 1000) == []


def test_a_reader_can_wait_for_the_next_line(inbox):
    inbox.send({"token": "dana"})
    (last,) = inbox.journal()

    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(inbox.journal, after=last["seq"], wait=5)
        inbox.send({"token": "sam"})

    assert [line["seq"] for line in waiting.result()] == [last["seq"] + 1]


def test_a_wait_in_vain_ends_with_no_lines(inbox):
    assert inbox.journal(after=10**9, wait=0.2) == []


def test_a_place_that_is_no_number_is_refused(inbox):
    response = requests.get(f"{inbox.url}/journal?after=x", timeout=10)

    assert response.status_code == 400


def test_a_reset_hides_the_lines_and_seq_goes_on(inbox):
    inbox.send({"token": "dana"})
    before = inbox.journal()[-1]["seq"]

    inbox.post("/reset")
    assert inbox.journal() == []

    inbox.send({"token": "dana"})
    assert [line["seq"] for line in inbox.journal()] == [before + 1]


def test_a_killed_inbox_has_lost_no_line_it_answered_for(start_inbox, tmp_path):
    with start_inbox(tmp_path) as first:
        for number in range(3):
            first.send({"token": f"t{number}"})
        os.kill(first.process.pid, signal.SIGKILL)

    (tmp_path / "push_inbox.json").unlink()
    with start_inbox(tmp_path) as second:
        second.send({"token": "t3"})

        assert [line["seq"] for line in second.journal()] == [1, 2, 3, 4]


def test_a_second_inbox_on_the_same_state_is_turned_away(start_inbox, tmp_path):
    command = [sys.executable, "-m", "backend.push_inbox", "--port", "0", "--state", str(tmp_path)]

    with start_inbox(tmp_path) as first:
        second = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, timeout=20, check=False)

        assert second.returncode == 1
        assert b"Another push inbox uses" in second.stderr
        assert first.send({"token": "dana"}).status_code == 200


def test_a_line_cut_short_by_a_power_failure_is_dropped(tmp_path):
    journal = Journal(tmp_path)
    append(journal, "a")
    journal.close()
    (file,) = (tmp_path / "journal").glob("*.jsonl")
    with file.open("ab") as torn:
        torn.write(b'{"seq":2,"rec')

    journal = Journal(tmp_path)
    append(journal, "b")

    assert outcomes(journal, after=0) == ["a", "b"]
    journal.close()


steps = st.lists(st.sampled_from(["append", "append many", "reset", "restart"]), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, back=st.integers(0, 700))
def test_whatever_happens_a_reader_gets_the_lines_past_its_place(tmp_path_factory, steps, back):
    state = tmp_path_factory.mktemp("journal")
    journal, visible, last = Journal(state), [], 0
    for step in steps:
        for _ in range({"append": 1, "append many": 300}.get(step, 0)):
            last += 1
            visible.append(str(append(journal, str(last))))
        if step == "reset":
            journal.start_anew()
            visible = []
        if step == "restart":
            journal.close()
            journal = Journal(state)

    after = max(last - back, 0)

    assert journal.last_seq == last
    assert outcomes(journal, after=after) == [seq for seq in visible if int(seq) > after]
    assert len(journal.tail(after)) == min(len([seq for seq in visible if int(seq) > after]), 200)
    journal.close()


def append(journal, outcome):
    return journal.append(received_at=AT, address=None, path="/", headers={}, message=None, outcome=outcome)


def outcomes(journal, *, after):
    text = b"".join(journal.read(after)).decode()
    return [line.rpartition('"outcome":"')[2].removesuffix('"}') for line in text.splitlines()]
