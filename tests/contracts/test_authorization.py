"""Every route x method x role, against a table that somebody has read.

authorization.csv holds what each role gets: `open` (past the guard: whatever the input then deserves), `401`, `403`,
`404`, `sign-in` (led to the sign-in page) or `-` (the method is not there). A route without a row fails.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from backend.accounts.models import Account
from tests.console.conftest import signed_in
from tests.contracts.world import build_world

TABLE = Path(__file__).with_name("authorization.csv")
ROLES = (
    "anonymous",
    "person",
    "other_person",
    "organizer",
    "other_organizer",
    "staff",
    "other_staff",
    "superuser",
)
Ask = Callable[[str, str, dict[str, Any]], Any]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Django's own pages for operators: one row stands for all of them.
ADMIN = "admin/"


@dataclass(frozen=True)
class Route:
    pattern: str
    methods: tuple[str, ...]


def routes() -> list[Route]:
    found = [Route(pattern, _methods(leaf)) for pattern, leaf in _leaves(get_resolver().url_patterns)]
    return [route for route in found if not route.pattern.startswith(ADMIN) or route.pattern == ADMIN]


def reviewed() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(newline="") as file:
        return {(row["route"], row["method"]): row for row in csv.DictReader(file)}


def test_every_route_and_method_has_a_reviewed_row():
    served = {(route.pattern, method) for route in routes() for method in route.methods}

    assert served == set(reviewed())


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(role, api, request):
    world = build_world(request)
    ask = asker(world[role], api)
    surprises = []

    for (pattern, method), row in reviewed().items():
        got = _outcome(ask, method, world["fill"](pattern), world["bodies"].get(pattern, {}))
        if got != row[role]:
            surprises.append(f"{method} {pattern}: expected {row[role]}, got {got}")

    assert surprises == []


def _leaves(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _leaves(pattern.url_patterns, route)
        else:
            yield re.sub(r"[\^$]", "", route), pattern


def _methods(leaf: URLPattern) -> tuple[str, ...]:
    view = getattr(leaf.callback, "view_class", None) or getattr(leaf.callback, "cls", None)
    if view is None:
        return tuple(getattr(leaf.callback, "methods", ("GET",)))
    return tuple(method for method in METHODS if hasattr(view, method.lower()))


def asker(who: Account | None, api: Any) -> Ask:
    phone = api(who)
    pages = signed_in(who) if who is not None and who.login else Client()
    pages.raise_request_exception = False
    cookies = SimpleCookie(pages.cookies)

    def ask(method: str, path: str, body: dict[str, Any]) -> Any:
        if path.startswith("/v1/"):
            return phone.generic(method, path, json.dumps(body), content_type="application/json")
        # What it changed is taken back; a cookie that signing out has cleared must come back too.
        pages.cookies = SimpleCookie(cookies)
        return pages.generic(method, path, urlencode(body), content_type="application/x-www-form-urlencoded")

    return ask


def _outcome(ask: Ask, method: str, path: str, body: dict[str, Any]) -> str:
    """Ask, take back whatever it changed, and put the answer in one word."""
    with transaction.atomic():
        response = ask(method, path, body)
        transaction.set_rollback(True)
    status = response.status_code
    assert status < 500 or path == "/readyz", f"{method} {path}: {status}"
    if status == 302 and "/login/" in response["Location"]:
        return "sign-in"
    return str(status) if status in {401, 403, 404, 405} else "open"
