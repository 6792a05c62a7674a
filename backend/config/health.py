"""/healthz says that the process lives; /readyz what works."""

from collections.abc import Callable
from typing import cast

import redis
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse

from backend.accounts import standing
from backend.accounts.standing import Standing
from backend.api.clock import true_database_now
from backend.api.postgresql.base import DatabaseWrapper
from backend.rights import finishing
from notifications import vitals

CHECK_TIMEOUT_SECONDS = 0.5
# One that hangs must not keep a thread with each probe: they are needed for crisis help.
DATABASE_SECONDS = 3.0


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer without touching anything: containers probe this one."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> HttpResponse:
    """503 without the database, or with one that was put back; for all else, taking web away would take help away."""
    checks = {"database": _database("default"), "keys": _database("keys"), "broker": _broker()}
    if checks["database"] == "ok":
        checks |= vitals.checks()
    if checks["database"] == checks["keys"] == "ok":
        checks["journal"] = _journal()
    healthy = all(state == "ok" for state in checks.values())
    serves = checks["database"] == "ok" and standing.remembered() is Standing.OK
    return JsonResponse({"status": "ok" if healthy else "degraded", "checks": checks}, status=200 if serves else 503)


def _journal() -> str:
    """Return the standing of the two databases, or `unfinished` where an erasure hangs."""
    found = standing.look()
    if found is Standing.OK and finishing.is_late(now=true_database_now()):
        return "unfinished"
    return found.value


def _database(alias: str) -> str:
    wrapper = cast(DatabaseWrapper, connections[alias])

    def ask() -> None:
        with wrapper.answering_within(DATABASE_SECONDS), wrapper.cursor() as cursor:
            cursor.execute("SELECT 1")

    return _state(ask, DatabaseError)


def _broker() -> str:
    url = settings.BROKER_URL.replace("redis+socket://", "unix://")

    def ask() -> None:
        client = redis.Redis.from_url(
            url, socket_timeout=CHECK_TIMEOUT_SECONDS, socket_connect_timeout=CHECK_TIMEOUT_SECONDS
        )
        client.ping()
        client.close()

    return _state(ask, redis.RedisError)


def _state(ask: Callable[[], None], failure: type[Exception]) -> str:
    try:
        ask()
    except failure:
        return "down"
    return "ok"
