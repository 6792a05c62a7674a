"""`demo.json`: what a script needs to use a running Handrail."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.embedded.secret_keys import write_private


def merge(*, api: str, push_inbox: str | None, people: Mapping[str, Any] | None) -> dict[str, Any]:
    """Put the addresses and the demo's people together. Console links become absolute."""
    addresses = {"api": api} if push_inbox is None else {"api": api, "push_inbox": push_inbox}
    if people is None:
        return addresses
    return {
        **{"api": api, "console": f"{api}/console/"},
        **addresses,
        **{role: with_absolute_link(facts, api) for role, facts in people.items()},
    }


def with_absolute_link(facts: Any, api: str) -> Any:
    if isinstance(facts, dict) and str(facts.get("console_link", "")).startswith("/"):
        return {**facts, "console_link": api + facts["console_link"]}
    return facts


def console_links(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the links to sign in with, by role."""
    return {
        role: facts["console_link"]
        for role, facts in content.items()
        if isinstance(facts, dict) and "console_link" in facts
    }


def write(file: Path, content: Mapping[str, Any]) -> None:
    write_private(file, json.dumps(content, indent=1) + "\n")
