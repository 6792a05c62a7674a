"""docs/problems.md lists every code, and only those, with its status."""

import re
from pathlib import Path

from django.urls import get_resolver

from backend.api.problems import Problem

DOCUMENT = Path(__file__).parents[2] / "docs" / "problems.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (\d{3}) \|", re.MULTILINE)


def test_every_code_is_documented_with_its_status():
    _ = get_resolver().url_patterns  # loads every module that defines a problem

    documented = {code: int(status) for code, status in ROW.findall(DOCUMENT.read_text())}

    assert documented == {problem.code: problem.status for problem in _all(Problem)}


def _all(base: type[Problem]) -> list[type[Problem]]:
    found = [base]
    for subclass in base.__subclasses__():
        found += _all(subclass)
    return found
