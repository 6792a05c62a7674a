"""docs/problems.md lists every code, and only those, with its status."""

import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import backend
import meetings
import notifications
from backend.api.problems import Problem

DOCUMENT = Path(__file__).parents[2] / "docs" / "problems.md"
# Programs that start when they are loaded, and what knows no problems.
NOT_LOADED = re.compile(r"__main__|migrations|backend\.(embedded|push_inbox)")
ROW = re.compile(r"^\| `([a-z-]+)` \| (\d{3}) \|", re.MULTILINE)


def test_every_code_is_documented_with_its_status():
    for package in (backend, meetings, notifications):
        _load_all(package)

    rows = ROW.findall(DOCUMENT.read_text())

    documented = {code: int(status) for code, status in rows}
    assert len(documented) == len(rows)
    assert documented == {problem.code: problem.status for problem in _all(Problem)}


def _load_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not NOT_LOADED.search(module.name):
            importlib.import_module(module.name)


def _all(base: type[Problem]) -> list[type[Problem]]:
    found = [base]
    for subclass in base.__subclasses__():
        found += _all(subclass)
    return found
