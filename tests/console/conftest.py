import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import HttpResponse
from django.test import Client

from backend.accounts.models import Account, Organizer, Person, Staff
from tests.console import browser as chromium

Who = Account | Person | Staff | Organizer


@pytest.fixture
def console() -> Callable[[Who], Client]:
    """Make a browser session that has passed password and second factor."""
    return signed_in


@pytest.fixture(scope="module")
def browser():
    yield from chromium.launched()


@pytest.fixture
def tab(browser, live_server, console, tmp_path):
    """Open a tab for somebody; at the end no tab may have complained, as it does when a policy is violated."""
    tabs = []

    def opened(who, **options):
        client = console(who) if who else Client()
        page, complaints = chromium.open_page(browser, live_server.url, client, **options)
        tabs.append((page, complaints))
        return page

    yield opened
    for number, (page, complaints) in enumerate(tabs):
        chromium.picture(page, tmp_path, f"at-the-end-{number}")
        page.context.close()
        assert complaints == []


def signed_in(who: Who) -> Client:
    account = who if isinstance(who, Account) else who.account
    add_second_factor(account)
    made = Client()
    made.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = made.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 1795000000.0}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return made


def add_second_factor(account: Account) -> str:
    """Return the secret of a new authenticator; an account that has one keeps it."""
    return generate_totp_secret() if Authenticator.objects.filter(user=account).exists() else add_app(account)


def add_app(account: Account) -> str:
    """Beside whatever is there; return its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def code_for(secret: str) -> str:
    """What an authenticator shows at this moment."""
    code: str = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return code


def text_of(response: Any) -> str:
    """What a reader sees of a page, in one line."""
    html = HttpResponse(response.content).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2] or html).split())
