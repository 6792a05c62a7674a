"""/healthz says that the process lives; /readyz what works."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse

from notifications import vitals

CHECK_TIMEOUT_SECONDS = 0.5


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer without touching anything: containers probe this one."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> HttpResponse:
    """503 only without the database: taking web away would take crisis help away with it."""
    checks = {"database": _database("default"), "keys": _database("keys"), "broker": _broker()}
    if checks["database"] == "ok":
        checks |= vitals.checks()
    healthy = all(state == "ok" for state in checks.values())
    status = 200 if checks["database"] == "ok" else 503
    return JsonResponse({"status": "ok" if healthy else "degraded", "checks": checks}, status=status)


def _database(alias: str) -> str:
    def ask() -> None:
        with connections[alias].cursor() as cursor:
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
