"""Migrations are complete and go both ways."""

import io
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
OUR_APPS = ["aftercare", "coping", "meetings", "care_team", "notifications", "console", "crisis", "accounts", "api"]
BOTH_WAYS = """
import sys
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
for app in sys.argv[1:]:
    call_command("migrate", app, "zero", verbosity=0)
call_command("migrate", verbosity=0)
"""


@pytest.mark.django_db
def test_no_model_changed_without_a_migration():
    out = io.StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes" in out.getvalue()


def test_every_migration_goes_back_and_forth():
    url = os.environ["DATABASE_URL"]
    server, _, query = url.partition("?")
    other = f"{server.rsplit('/', 1)[0]}/both_ways?{query}"
    with psycopg.connect(f"{server.rsplit('/', 1)[0]}/postgres?{query}", autocommit=True) as connection:
        connection.execute("CREATE DATABASE both_ways")

    done = subprocess.run(
        [sys.executable, "-c", BOTH_WAYS, *OUR_APPS],
        env=os.environ | {"DATABASE_URL": other, "HANDRAIL_CELERY_WORKER": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr[-2000:]
