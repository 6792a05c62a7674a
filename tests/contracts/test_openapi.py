"""The contract in docs/openapi.json is what the code serves."""

import io
import json
import re
from collections.abc import Iterator
from inspect import getdoc
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openapi_spec_validator import validate

from backend.api.views import View

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


def test_no_description_speaks_of_our_code(generated):
    """Who writes an app has no context of a serializer, and no class of ours."""
    ours = re.compile(r"in the context|`[A-Z][a-z]+(?:[A-Z][a-z]+)*`")

    assert [text for text in descriptions_in(generated) if ours.search(text)] == []


def descriptions_in(part: Any) -> Iterator[str]:
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if isinstance(part, dict) and isinstance(part.get("description"), str):
        yield part["description"]
    for each in inside:
        yield from descriptions_in(each)


def test_every_operation_says_what_it_does(generated):
    silent = [
        f"{method} {path}"
        for path, methods in generated["paths"].items()
        for method, operation in methods.items()
        if operation.get("description", "") in ("", getdoc(View))
    ]

    assert silent == []
