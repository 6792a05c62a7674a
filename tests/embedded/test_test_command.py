import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
TESTS = """
import os, sys

def test_chosen():
    names = ("DATABASE_URL", "KEYS_DATABASE_URL", "BROKER_URL", "HANDRAIL_STATE")
    assert all("handrail-" in os.environ[name] for name in names)
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "tests.settings"
    assert "FIREBASE_CREDENTIALS" not in os.environ
    print("state", os.environ["HANDRAIL_STATE"])

def test_left_out():
    raise AssertionError
"""


def run_tests(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_these.py").write_text(TESTS)
    theirs = {"DATABASE_URL": "postgresql://production/x", "FIREBASE_CREDENTIALS": "/etc/firebase.json"}
    # Plain pytest: what these tests look at comes from manage.py, not from the settings.
    plain = ("-c", os.devnull, "-p", "no:django", "-p", "no:cacheprovider", "-s")
    return subprocess.run(
        [sys.executable, "manage.py", "test", *plain, str(folder / "test_these.py"), *arguments],
        cwd=PROJECT,
        env={**os.environ, **theirs, "HANDRAIL_NO_BOOTSTRAP": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tests_run_on_servers_of_their_own_and_arguments_reach_pytest_untouched(tmp_path):
    run = run_tests(tmp_path, "-k", "chosen")

    assert "1 passed, 1 deselected" in run.stdout
    assert run.returncode == 0
    state = run.stdout.split("state ")[1].split()[0]
    assert not Path(state).exists()


def test_the_exit_code_is_that_of_pytest(tmp_path):
    # The option belongs to every other command; here pytest has to see it, and does not know it.
    assert run_tests(tmp_path, "--state").returncode == 4
