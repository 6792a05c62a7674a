"""Outside the demo no route of staff or organizers opens without a second factor, by password or by token."""

import json

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from backend.accounts import sessions
from tests.conftest import SIGNED_UP_AT
from tests.contracts.test_authorization import reviewed
from tests.contracts.world import build_world

pytestmark = pytest.mark.django_db
# What a password alone may reach: to choose a second factor, and to leave. Links work for whoever holds them.
OPEN_PAGES = ("console/sign-in/", "console/first-admin/", "console/demo-sign-in/", "console/<path:rest>")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def guarded(prefix, role):
    """Routes below this prefix that ask strangers to sign in and are not refused to this role for its kind."""
    for (pattern, method), row in reviewed().items():
        is_asked = row["anonymous"] in {"401", "sign-in"} and row[role] != "403"
        if pattern.startswith(prefix) and is_asked and not pattern.startswith(OPEN_PAGES):
            yield pattern, method


@pytest.mark.parametrize("role", ["staff", "organizer"])
def test_a_token_without_one_is_refused_on_every_route_of_the_api(role, request, settings):
    world = build_world(request)
    settings.DEMO = False
    client = APIClient(raise_request_exception=False)
    token = sessions.start_session(world[role], after_second_factor=False, now=SIGNED_UP_AT.replace(year=2099))
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    surprises = []

    for pattern, method in guarded("v1/", role):
        body = json.dumps(world["bodies"].get(pattern, {}))
        with transaction.atomic():
            response = client.generic(method, world["fill"](pattern), body, content_type="application/json")
            transaction.set_rollback(True)
        if response.status_code != 403 or response.json()["code"] != "second-factor-required":
            surprises.append(f"{method} {pattern}: {response.status_code}")

    assert surprises == []


@pytest.mark.parametrize("role", ["staff", "organizer", "superuser"])
def test_a_browser_without_one_is_led_to_its_set_up_from_every_page(role, request, settings):
    world = build_world(request)
    settings.DEMO = False
    client = Client()
    client.force_login(world[role], backend=BACKEND)
    surprises = []

    for pattern, method in [*guarded("console/", role), *guarded("admin/", role)]:
        response = client.generic(method, world["fill"](pattern))
        if response.get("Location") != "/console/sign-in/2fa/":
            surprises.append(f"{method} {pattern}: {response.status_code}")

    assert surprises == []
