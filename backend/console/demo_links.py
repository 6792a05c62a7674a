"""Sign-in links of the demo, for machines whose data is made up. Outside the demo their route does not exist."""

import uuid
from datetime import timedelta

from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from backend.accounts.models import Account
from backend.api.problems import NotFound, Problem
from backend.console.pages import Page
from backend.console.sign_in.second_factor import BACKEND

SALT = "demo-link"
LIFETIME = timedelta(days=7)


class LinkExpired(Problem):
    code, title, status = "demo-link-expired", "This link is too old. Start the demo again for a new one.", 410


def make_link(account: Account) -> str:
    """Return the path of a page that can sign this account in. The time is in it, so each start makes a new one."""
    return reverse("demo-sign-in", args=[signing.dumps(str(account.pk), salt=SALT)])


def account_of(code: str) -> Account:
    """Raises LinkExpired, and NotFound for what we never signed."""
    try:
        account_id = signing.loads(code, salt=SALT, max_age=LIFETIME)
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature as error:
        raise NotFound from error
    account = Account.objects.filter(pk=uuid.UUID(account_id), is_active=True).first()
    if account is None:
        raise NotFound
    return account


class DemoSignInPage(Page):
    """Opening the link shows whom it would sign in; only the button acts."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.show("demo_sign_in.html", account=account_of(code))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        login(request, account_of(code), backend=BACKEND)
        request.session["demo"] = True
        return redirect("console")
