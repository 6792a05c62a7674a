import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from backend.accounts import standing
from backend.accounts.models import Account, Person, Staff
from backend.care_team.broadcasts.opening import open_due
from tests.rights import unwritten
from tests.rights.life import Ask, live


@pytest.fixture(autouse=True)
def _process_has_seen_nothing() -> Iterator[None]:
    """What one test has seen of its databases says nothing about those of the next."""
    standing.forget()
    yield
    standing.forget()


@pytest.fixture
def ask(api: Any, dana: Person, sam: Staff) -> Ask:
    clients = {"dana": api(dana), "sam": api(sam)}

    def asked(who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        sent = json.dumps(body) if body is not None else ""
        answer = clients[who].generic(method, path, sent, content_type="application/json", **named)
        assert answer.status_code < 300, (path, answer.content)
        return json.loads(answer.content or b"null")

    return asked


@pytest.fixture
def lived(ask: Ask, dana: Person, sam: Staff) -> Person:
    """Dana, after she and her staff have used all there is."""
    live(ask, dana.pk)
    open_due(now=timezone.now())
    unwritten.fill(dana, sam)
    return Person.objects.select_related("account").get(pk=dana.pk)


@pytest.fixture
def gone(lived: Person, api: Any, django_capture_on_commit_callbacks: Any) -> uuid.UUID:
    """Dana's id, after she erased herself."""
    with django_capture_on_commit_callbacks(execute=True):
        assert api(Account.objects.get(pk=lived.pk)).delete("/v1/me").status_code == 204
    return lived.account_id
