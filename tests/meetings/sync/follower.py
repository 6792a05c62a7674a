"""A phone that keeps a copy of a slice: a snapshot or nothing to begin with, then page after page of changes."""

import json
from typing import Any

from rest_framework.test import APIClient


class Follower:
    def __init__(self, **part: Any) -> None:
        self._part = part
        self._client = APIClient()
        self.since = "0"
        self.held: dict[int, Any] = {}

    def begin(self) -> None:
        """Throw away what it has and take a snapshot."""
        snapshot = read(fetch(self._client, "/v1/meetings/snapshot", self._part))
        self.held = {each["id"]: each for each in snapshot["results"]}
        self.since = snapshot["next"]

    def pull(self, limit: int) -> bool:
        """Apply one page; return whether there is more."""
        asked = {**self._part, "since": self.since, "limit": limit}
        page = read(fetch(self._client, "/v1/meetings/changes", asked))
        assert len(page["results"]) <= limit
        for each in page["results"]:
            if "withdrawn_at" in each:
                self.held.pop(each["id"], None)
            else:
                self.held[each["id"]] = each
        self.since = page["next"]
        return bool(page["more"])

    def catch_up(self, limit: int = 100) -> dict[int, Any]:
        while self.pull(limit):
            pass
        return self.held


def fetch(client: APIClient, path: str, asked: Any = None, **headers: str) -> Any:
    """Ask, and take what is streamed: `body` is all of it."""
    response: Any = client.get(path, asked, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response.body = bytes(response.getvalue())
    return response


def read(response: Any) -> Any:
    assert response.status_code == 200, response.body
    return json.loads(response.body)
