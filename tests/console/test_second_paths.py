"""The page on which staff say how else alerts reach them."""

import pytest

from notifications.models import SecondPath
from tests.console.conftest import text_of

pytestmark = pytest.mark.django_db

PAGE = "/console/second-paths/"
# TEST-NET-3 is no public address; this one is, and as a literal it is looked up nowhere.
URL = "https://93.184.215.14/hooks/the-key-inside"


@pytest.fixture(autouse=True)
def _mail_server(settings):
    settings.EMAIL_HOST = "mail.example.org"


def test_staff_add_and_remove_their_mail_address(sam, console):
    client = console(sam)

    added = client.post(f"{PAGE}email/", {"address": "sam@clinic.example"}, follow=True)
    removed = client.post(f"{PAGE}email/remove/", follow=True)

    assert "Each alert sends a mail to sam@clinic.example" in text_of(added)
    assert "sam@clinic.example" not in text_of(removed)
    assert not SecondPath.objects.exists()


def test_a_webhooks_secret_is_shown_once_and_its_url_never_again(sam, console):
    client = console(sam)

    added = client.post(f"{PAGE}webhook/", {"url": URL})
    secret = SecondPath.objects.get().secret
    later = client.get(PAGE)

    assert secret in added.content.decode()
    assert secret not in later.content.decode()
    assert "Each alert calls 93.184.215.14" in text_of(later)
    assert "the-key-inside" not in later.content.decode() + added.content.decode()


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("email/", {"address": "sam"}),
        ("email/", {}),
        ("webhook/", {"url": ""}),
        ("webhook/", {"url": "http://pager.example/x"}),
        ("webhook/", {"url": "https://127.0.0.1/x"}),
        ("webhook/", {"url": "https://user:word@93.184.215.14/x"}),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field(sam, console, step, typed):
    page = console(sam).post(f"{PAGE}{step}", typed)

    assert page.status_code == 422
    assert "Please look at this again." in text_of(page)
    assert not SecondPath.objects.exists()


def test_without_a_mail_server_no_address_is_taken(sam, console, settings):
    settings.EMAIL_HOST = ""

    page = console(sam).post(f"{PAGE}email/", {"address": "sam@clinic.example"})

    assert page.status_code == 422
    assert "This service sends no e-mail." in text_of(page)


def test_each_staff_member_has_their_own(sam, sue, console):
    console(sam).post(f"{PAGE}email/", {"address": "sam@clinic.example"})
    other = console(sue)

    other.post(f"{PAGE}email/remove/")

    assert "sam@" not in text_of(other.get(PAGE))
    assert SecondPath.objects.get().account == sam.account


def test_there_is_no_third_path(sam, console):
    assert console(sam).post(f"{PAGE}push/remove/").status_code == 404


@pytest.mark.parametrize("who", ["dana", "olive"])
def test_only_staff_have_second_paths(dana, olive, console, request, who):
    client = console(request.getfixturevalue(who))

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}email/", {"address": "x@clinic.example"}).status_code == 403
    assert client.post(f"{PAGE}webhook/", {"url": URL}).status_code == 403
    assert client.post(f"{PAGE}trial/").status_code == 403


def test_a_trial_and_what_became_of_it_stand_on_the_page(sam, console):
    client = console(sam)

    rung = client.post(f"{PAGE}trial/", follow=True)

    assert "It rings now." in text_of(rung)
    assert "No phone was registered." in text_of(client.get(PAGE))
