import io

import pytest
from django.core.management import CommandError, call_command

from backend.accounts.models import Account, Organizer
from meetings.models import OrganizerServiceBody, ServiceBody

pytestmark = pytest.mark.django_db
STRONG = "seven quiet otters"


@pytest.fixture
def told_password(monkeypatch):
    """The environment is how an operator hands a password to a command."""
    monkeypatch.setenv("ORGANIZER_PASSWORD", STRONG)


def add(login: str, body: str) -> str:
    out = io.StringIO()
    call_command("add_organizer", login, "--service-body", body, stdout=out)
    return out.getvalue()


def test_an_organizer_is_made_for_a_body_that_is_there(told_password):
    harbour = ServiceBody.objects.create(name="Harbour Area")

    said = add("olga", str(harbour.pk))

    served = OrganizerServiceBody.objects.get()
    assert served.service_body == harbour
    assert served.organizer.account.check_password(STRONG)
    assert "olga serves Harbour Area" in said


def test_a_name_that_is_not_there_becomes_a_body_of_ours(told_password):
    add("olga", "Lake Area")

    assert ServiceBody.objects.get(name="Lake Area").is_ours


@pytest.mark.parametrize(
    ("login", "body", "said"), [("olive", "Lake Area", "taken"), ("olga", "4711", "no service body")]
)
def test_what_cannot_be_leaves_nothing_behind(told_password, olive, login, body, said):
    with pytest.raises(CommandError, match=said):
        add(login, body)

    assert list(Organizer.objects.all()) == [olive]
    assert not Account.objects.filter(login="olga").exists()


def test_a_weak_password_is_refused(monkeypatch):
    monkeypatch.setenv("ORGANIZER_PASSWORD", "short")

    with pytest.raises(CommandError, match="at least 12 characters"):
        add("olga", "Lake Area")

    assert not ServiceBody.objects.filter(name="Lake Area").exists()
