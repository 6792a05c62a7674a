"""`manage.py prove` in small: what an operator can run at home holds here too, and leaves nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from tests.embedded.programs import within

PROJECT = Path(__file__).parents[2]


def start_proof(*options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "prove", *options],
        cwd=PROJECT,
        env=os.environ | {"HANDRAIL_NO_BOOTSTRAP": "1", "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def processes_naming(text: str) -> list[int]:
    return [
        int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit() and text in command_of(folder)
    ]


def command_of(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


def test_nothing_is_lost_and_no_more_repeated_than_was_in_flight_when_each_server_dies_once():
    proof = start_proof("--reminders", "300", "--minutes", "0.2", "--seed", "8")

    output, _ = proof.communicate(timeout=400)

    found = json.loads(output.splitlines()[-1])
    assert proof.returncode == 0, output
    assert (found["seed"], found["due"], found["lost"]) == (8, 300, 0)
    assert found["accepted"] == 300 + found["repeated"]
    assert found["repeated"] <= found["repeat_bound"]
    assert found["kills"] == {"worker": 1, "broker": 1, "postgresql": 1, "beat": 1}


def test_ctrl_c_ends_everything_that_it_has_started():
    proof = start_proof("--reminders", "30", "--minutes", "5")
    assert proof.stdout is not None
    lines = iter(proof.stdout.readline, "")
    [state] = re.findall(r"logs in (\S+)/logs", next(lines))
    assert any("Everything runs." in line for line in lines)
    assert processes_naming(state)

    proof.send_signal(signal.SIGINT)
    proof.stdout.close()

    assert proof.wait(20) == 130
    assert within(5, lambda: not processes_naming(state))
    assert not Path(state).exists()
