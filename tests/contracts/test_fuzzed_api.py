"""Every operation of the schema, with generated input, as each kind of account: no crash, no undeclared answer."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

schema = schemathesis.pytest.from_fixture("api_schema")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def api_schema(db):
    return schemathesis.openapi.from_wsgi("/v1/openapi.json", get_wsgi_application())


@pytest.fixture(params=["anonymous", "person", "organizer", "staff"])
def headers(request, api):
    who = {"person": "dana", "organizer": "olive", "staff": "sam"}.get(request.param)
    client = api(request.getfixturevalue(who) if who else None)
    return {"Authorization": client._credentials["HTTP_AUTHORIZATION"]} if who else {}


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_no_input_crashes_an_operation(case, headers):
    case.call_and_validate(headers=headers, checks=CHECKS)
