"""Asking as a BMLT client does, over HTTP."""

import json
from typing import Any

from django.test import Client


def ask(query: str, *, data_format: str = "json", base: str = "", **more: Any) -> Any:
    """Send `switcher` and its parameters; return the response."""
    return Client().get(f"{base}/client_interface/{data_format}/?switcher={query}", **more)


def answer(query: str, **more: Any) -> Any:
    """Return the JSON of an answer that must be 200."""
    response = ask(query, **more)
    assert response.status_code == 200, response.getvalue()
    return json.loads(response.getvalue())


def search(query: str = "", **more: Any) -> Any:
    return answer(f"GetSearchResults&{query}", **more)


def found(query: str = "", **more: Any) -> list[int]:
    """Return the ids of the meetings found, in order."""
    return [int(row["id_bigint"]) for row in search(query, **more)]
