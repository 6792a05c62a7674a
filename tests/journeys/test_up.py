"""The whole of `manage.py up`, as a stranger runs it: the demo rings, a risky answer reaches staff, nothing is left."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from backend.embedded import folders, servers
from backend.embedded.folders import State
from tests.processes import descendants_of, parents
from tests.push import InboxClient
from tests.stack import ROOT, Stack, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads the process table from /proc")

# On an idle machine ten; the first start also makes both databases, and test machines stall.
READY_SECONDS = 180
RINGS_SECONDS = 90


@contextmanager
def running_up(state: State) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `up` in nobody's environment but its own; end it, and with it all that it started."""
    given = servers.without_ours(os.environ) | {"HANDRAIL_NO_BOOTSTRAP": "1"}
    given.pop("DJANGO_SETTINGS_MODULE")
    command = [sys.executable, "manage.py", "up", "--state", str(state.root), "--port", "0", "--inbox-port", "0"]
    with state.log("up").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        descendants = descendants_of(process.pid)
        process.kill()
        process.wait()
        wait_until(lambda: not set(descendants) & set(parents()), seconds=10)


def wait_for_demo(state: State, up: "subprocess.Popen[bytes]") -> Mapping[str, Any]:
    wait_until(lambda: state.demo_file.exists() or up.poll() is not None, seconds=READY_SECONDS)
    assert state.demo_file.exists(), state.log("up").read_text()
    demo: dict[str, Any] = json.loads(state.demo_file.read_text())
    return demo


def test_up_brings_the_demo_to_life_and_a_killed_up_leaves_no_process(tmp_path):
    with folders.throw_away_state() as state, running_up(state) as up:
        demo = wait_for_demo(state, up)
        stack, inbox = Stack(demo["api"], tmp_path, {}), InboxClient(demo["push_inbox"], credentials="")
        person, staff = demo["person"], demo["staff"]

        rang = inbox.wait_for_push(person["phone"]["address"], seconds=RINGS_SECONDS)
        assert len(rang) == 1, "the demo's check-in did not ring"
        route = f"/v1/check-ins/{rang[0].notification_id}/response"
        answers = {"answers": {"mood": 1, "redflags": ["self_harm"]}, "final": True}
        answered = stack.call("POST", route, answers, token=person["token"])
        staff_rang = inbox.wait_for_push(staff["phone"]["address"])
        started = descendants_of(up.pid)
        up.kill()
        up.wait()
        wait_until(lambda: not set(started) & set(parents()), seconds=10)

        assert state.demo_file.stat().st_mode & 0o777 == 0o600
        assert demo.keys() == {
            *("api", "console", "push_inbox"),
            *("person", "staff", "supervisor", "other_staff", "organizer"),
        }
        assert staff["console_link"].startswith(demo["console"])
        assert (answered.status, answered.body["level"]) == (201, "L2")
        assert answered.body["help"]["cards"][0]["code"] == "suicide"
        assert len(staff_rang) == 1
        assert len(started) > 7, "each program has a wrapper"
        assert set(started) & set(parents()) == set()
