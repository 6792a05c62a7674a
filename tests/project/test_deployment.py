"""A real deployment starts clean, and a careless one does not start."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "HANDRAIL_EMBEDDED": "0",
    "HANDRAIL_SECRET_KEY": "a-long-secret-of-sixty-characters-made-for-this-test-only-0123",
    "PUBLIC_URL": "https://handrail.example",
    "ALLOWED_HOSTS": "handrail.example",
    "DJANGO_SETTINGS_MODULE": "backend.config.settings",
}


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | PRODUCTION | changes
    command = [sys.executable, "-W", "ignore", "-m", "django", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("database", ["", "postgresql://handrail@/handrail?host=/nowhere"])
def test_check_deploy_warns_of_help_lines_alone_with_and_without_a_database(database):
    changes = {"DATABASE_URL": database} if database else {}

    done = run("check", "--deploy", "--fail-level", "ERROR", **changes)

    assert done.returncode == 0, done.stderr
    assert re.findall(r"\((\w+\.[WE]\d+)\)", done.stderr) == ["crisis.W001"]
    assert "71 of 71 help lines have not been verified within 180 days." in done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("HANDRAIL_DEMO", "1", "HANDRAIL_DEMO=1 works only with the embedded servers"),
        ("HANDRAIL_SECRET_KEY", "short", "HANDRAIL_SECRET_KEY is too short"),
        ("HANDRAIL_MASTER_KEY", "", "HANDRAIL_MASTER_KEY is not set"),
        ("HANDRAIL_MASTER_KEY", "AAAA", "HANDRAIL_MASTER_KEY must be 32 bytes"),
        ("HANDRAIL_BUNDLE_KEY", "", "HANDRAIL_BUNDLE_KEY is not set"),
        ("HANDRAIL_BUNDLE_KEY", "not base64!", "HANDRAIL_BUNDLE_KEY is not base64"),
        ("HANDRAIL_BUNDLE_KEY", "AAAA", "HANDRAIL_BUNDLE_KEY must be 32 bytes"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must look like"),
        ("TRUST_PROXY", "maybe", "TRUST_PROXY is 'maybe'"),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN is too short"),
        ("DEADMAN_URL", "http://watcher.example/ping", "DEADMAN_URL must begin with https://"),
    ],
)
def test_a_setting_that_cannot_be_right_stops_the_start(variable, value, said):
    done = run("check", **{variable: value})

    assert done.returncode != 0
    assert said in done.stderr
