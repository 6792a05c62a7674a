"""Every operation of the schema, with generated input, as each kind of account: no crash, no undeclared answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.contracts.world import build_world

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["anonymous", "person", "organizer", "staff"])
def test_no_input_crashes_an_operation(role, api, request):
    world = build_world(request)
    account = world[role]
    headers = {"Authorization": api(account)._credentials["HTTP_AUTHORIZATION"]} if account else {}
    # Without a network in between nobody decompresses.
    headers |= {"Accept-Encoding": "identity"}
    failures = []

    with inside_one_transaction():
        schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", get_wsgi_application())
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            try:
                _fuzz(operation, headers)
            except (Exception, BaseExceptionGroup) as failure:
                failures.append(f"{operation.label}: {_said(failure)}")

    assert not failures, "\n\n".join(failures)


@contextmanager
def inside_one_transaction() -> Iterator[None]:
    """Keep requests from closing the test's connection, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _said(failure: BaseException) -> str:
    parts = getattr(failure, "exceptions", ())
    return f"{failure}\n" + "\n".join(str(part) for part in parts)


def _fuzz(operation: Any, headers: dict[str, str]) -> None:
    @FEW
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    one()
