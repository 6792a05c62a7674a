"""What a bench prints: figures on the way, and as the last line one JSON object."""

import json
import sys
from typing import Any


def say(name: str, value: Any) -> None:
    _print(f"{name}: {json.dumps(value)}")


def result(figures: dict[str, Any]) -> None:
    _print(json.dumps(figures))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
