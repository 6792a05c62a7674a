"""The contract in docs/openapi.json is what the code serves."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openapi_spec_validator import validate

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def generated() -> dict[str, Any]:
    out, warnings = io.StringIO(), io.StringIO()
    call_command("spectacular", "--format", "openapi-json", "--fail-on-warn", stdout=out, stderr=warnings)
    assert warnings.getvalue() == ""
    schema: dict[str, Any] = json.loads(out.getvalue())
    return schema


def test_the_committed_file_is_the_generated_one(generated):
    assert json.loads(COMMITTED.read_text()) == generated, (
        "renew it: manage.py spectacular --format openapi-json --file docs/openapi.json"
    )


def test_it_is_valid_openapi_3_1(generated):
    assert generated["openapi"].startswith("3.1")

    validate(generated)


def test_every_operation_says_what_it_does(generated):
    silent = [
        f"{method} {path}"
        for path, methods in generated["paths"].items()
        for method, operation in methods.items()
        if not operation.get("description")
    ]

    assert silent == []
