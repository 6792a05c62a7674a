"""docs/configuration.md and the settings name the same variables."""

import re
from pathlib import Path

from backend.config import env

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_every_variable_is_documented_and_every_documented_one_is_read():
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENT.read_text(), re.MULTILINE))

    assert documented == set(env.VARIABLES)
