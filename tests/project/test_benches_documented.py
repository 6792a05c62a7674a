"""The README shows how everything is measured that our figures were measured with."""

import re
from pathlib import Path

from backend.config.management.commands.bench import BENCHES

README = Path(__file__).parents[2] / "README.md"


def test_every_bench_is_shown_and_only_those():
    assert set(re.findall(r"manage\.py bench ([a-z-]+)", README.read_text())) == set(BENCHES)
