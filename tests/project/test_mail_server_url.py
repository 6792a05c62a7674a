"""EMAIL_URL: what it says, and what stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.config.env import MailServer, mail_server


@pytest.fixture
def read(monkeypatch):
    def read(url):
        monkeypatch.setenv("EMAIL_URL", url)
        return mail_server("EMAIL_URL")

    return read


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", MailServer("127.0.0.1", 1025)),
        ("smtp://mail.example?tls=1", MailServer("mail.example", 587, uses_starttls=True)),
        ("smtp://me%40clinic:p%2Fw@mail.example:25?tls=0", MailServer("mail.example", 25, "me@clinic", "p/w")),
        ("smtps://mail.example", MailServer("mail.example", 465, uses_tls=True)),
    ],
)
def test_a_url_names_server_account_and_encryption(read, url, server):
    assert read(url) == server


def test_no_url_is_no_mail(read):
    assert read("") == MailServer()


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://:25", "smtp://mail.example:x", "smtp://mail.example?tls=yes"]
)
def test_what_cannot_be_read_stops_the_start_and_is_not_repeated(read, url):
    """It may hold a password."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(url)

    assert url not in str(refusal.value)
