"""The command as a program: its exit status, its streams, and no server started for it."""

import os
import subprocess
import sys
from pathlib import Path

from backend.embedded import servers
from tests.meetings.feeds import bmlt_row

PROJECT = Path(__file__).parents[3]
TUESDAYS = "json/?switcher=GetSearchResults&weekdays=3"


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    log = folder / "access.log"
    log.write_text(f"/client_interface/{TUESDAYS}\n")
    return subprocess.run(
        [sys.executable, "manage.py", "bmlt_compare", *arguments, "--log", str(log), "--state", str(folder / "state")],
        cwd=PROJECT,
        env=servers.without_ours(os.environ) | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_status_says_whether_all_is_explained(old, new, tmp_path):
    old.answers(TUESDAYS, [bmlt_row(1, time_zone="")], [bmlt_row(1, meeting_name="Lumi\u00e8res")])
    new.answers(TUESDAYS, [bmlt_row(1)])

    explained = run(tmp_path, old.url, new.url)
    unexplained = run(tmp_path, old.url, new.url, PYTHONIOENCODING="ascii")
    unreachable = run(tmp_path, old.url, "http://127.0.0.1:9")

    assert [each.returncode for each in (explained, unexplained, unreachable)] == [0, 1, 2]
    assert '1: "Lumi\\xe8res" -> "Tuesday Lights"' in unexplained.stdout
    assert "Traceback" not in explained.stderr + unexplained.stderr + unreachable.stderr


def test_no_database_is_started_for_it(old, new, tmp_path):
    run(tmp_path, old.url, new.url)

    assert (tmp_path / "state").exists()
    assert not (tmp_path / "state" / "logs" / "postgres.log").exists()
