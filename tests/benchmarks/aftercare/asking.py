"""Staff pages over HTTP, and how many queries each takes."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from backend.accounts import sessions
from backend.accounts.models import Staff
from backend.embedded.ports import HOST
from tests.benchmarks import cpu
from tests.benchmarks.web.client import Contender, Series
from tests.benchmarks.web.servers import web

SETTINGS = "tests.benchmarks.web.settings"
WARM_UP = 10


@contextmanager
def served() -> Iterator[Contender]:
    """One gunicorn with one worker."""
    with (
        tempfile.TemporaryDirectory() as name,
        web("backend.config.wsgi:application", Path(name), ready="/healthz", DJANGO_SETTINGS_MODULE=SETTINGS) as found,
    ):
        yield Contender("handrail", found[0], (found[1], cpu.postgres_server()))


def tokens_of(staff: Sequence[Staff], *, now: datetime) -> list[str]:
    return [sessions.start_session(each.account, after_second_factor=True, now=now) for each in staff]


def ask(contender: Contender, asked: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Ask these paths, each with its token, in turn; whatever is not answered ends the bench."""
    series = Series()
    for number, (path, token) in enumerate([*asked[:WARM_UP], *asked]):
        before = contender.cpu_seconds()
        answer = contender.get(path, {"Authorization": f"Bearer {token}"})
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered {answer.status}.")
        if number >= WARM_UP:
            series.add([answer.ms], [new - old for old, new in zip(before, contender.cpu_seconds(), strict=True)])
    return {**series.figures(), "web_and_db_cpu_ms": series.split()}


def queries_of(path: str, token: str) -> int:
    """Count the queries of one request, in this process; the first of a token does more."""
    client = APIClient(SERVER_NAME=HOST)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    client.get(path)
    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} was answered {answer.status_code}.")
    return len(main) + len(keys)
