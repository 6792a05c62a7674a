"""Every address of crisis help, those to come as well: open, and nothing of whoever asks is read, kept or told."""

import io
import logging
import re
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from backend.config.gate import ALWAYS_SERVED
from backend.crisis import urls as api_urls
from backend.crisis.pages import urls as page_urls
from backend.crisis.problems import HELP_PREFIXES

pytestmark = pytest.mark.django_db
DANGER = {"country": "US", "answers": {"redflags": ["chest"]}}
METHODS = ("get", "post", "put", "patch", "delete")
STRANGE = {"Authorization": "Bearer hr_nobody", "Cookie": "sessionid=nobody; csrftoken=nothing"}


def view_of(pattern: URLPattern):
    return getattr(pattern.callback, "cls", None) or pattern.callback.view_class  # type: ignore[attr-defined]


def addresses() -> list[tuple[str, str]]:
    found = [("/v1/", each) for each in api_urls.urlpatterns] + [("/", each) for each in page_urls.urlpatterns]
    return [
        (method, prefix + re.sub(r"<[^>]+>", "US", str(pattern.pattern)))
        for prefix, pattern in found
        for method in METHODS
        if hasattr(view_of(pattern), method)
    ]


ADDRESSES = addresses()


def ask(method: str, path: str, **headers: str):
    body = {"data": DANGER, "content_type": "application/json"} if method == "post" else {}
    return getattr(Client(headers=headers), method)(path, **body)


def test_these_are_all_of_them():
    assert set(ADDRESSES) == {
        ("get", "/v1/crisis/US"),
        ("get", "/v1/crisis/bundle"),
        ("get", "/v1/crisis/keys"),
        ("post", "/v1/crisis/check"),
        ("get", "/v1/warning-signs"),
        ("get", "/help"),
        ("get", "/help/"),
        ("get", "/help/US"),
    }


def test_no_view_authenticates_or_counts():
    for pattern in api_urls.urlpatterns:
        view = view_of(pattern)
        assert view.authentication_classes == []
        assert view.throttle_classes == []
        assert view.stores_nothing


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_it_is_served_whatever_is_wrong_with_the_database_and_stands_outside_the_layers_of_pages(method, path):
    assert path.startswith(ALWAYS_SERVED)
    assert path.startswith(HELP_PREFIXES)
    assert not path.startswith(settings.PAGES_PREFIXES)


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_credentials_and_cookies_change_nothing_and_none_come_back(method, path):
    plain, strange = ask(method, path), ask(method, path, **STRANGE)

    assert plain.status_code == strange.status_code == 200
    assert plain.content == strange.content
    assert not strange.cookies
    assert "cookie" not in strange.get("Vary", "").lower()
    assert "authorization" not in strange.get("Vary", "").lower()


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
@pytest.mark.parametrize("accept", ["text/html", "application/jose+json", "image/png;q=0", "nonsense"])
def test_whatever_somebody_accepts_it_comes(method, path, accept):
    assert ask(method, f"{path}?format=xml", Accept=accept).status_code == 200


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
@pytest.mark.parametrize("key", ["", "5f0f6a3e-53a8-4f2c-9a53-0d7f3d0e3a11"])
def test_nothing_is_written(method, path, key):
    with CaptureQueriesContext(connection) as captured:
        response = ask(method, path, **({"Idempotency-Key": key} if key else {}))

    assert response.status_code == 200
    # The savepoint is there because the test itself is a transaction.
    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert [statement[:7] for statement in statements] in ([], ["SELECT "])


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_the_log_has_the_pattern_and_nothing_else_of_the_address(method, path):
    our_handler = logging.getLogger().handlers[0]
    assert isinstance(our_handler, logging.StreamHandler)
    written = io.StringIO()
    our_handler.setStream(written)

    ask(method, f"{path}?near=40.7128,-74.0060&q=kanarie-4711", **{"Accept-Language": "kanarie-4711"})

    our_handler.setStream(sys.stderr)
    logged = written.getvalue()
    assert '"event": "request"' in logged
    assert "kanarie" not in logged
    assert "40.7128" not in logged
    assert "US" not in logged


@pytest.mark.parametrize("country", ["u", "usa", "%00", "💛", "U" * 5_000, "ß"])
def test_a_country_that_is_none_gets_the_default(api, country):
    response = api().get(f"/v1/crisis/{country}")

    assert response.status_code == 200
    assert (response.json()["country"], response.json()["emergency"]["number"]) == (None, "112")


def test_a_country_may_be_written_small(api):
    assert api().get("/v1/crisis/de").json()["country"] == "DE"
