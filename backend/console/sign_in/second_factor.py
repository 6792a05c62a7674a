"""Second factors: what a session remembers of them, replacing an authenticator app, removing any but the last."""

from datetime import datetime
from typing import cast

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from backend.accounts.factors import factors_of
from backend.accounts.models import Account
from backend.api.problems import NotFound, Problem
from backend.console.models import ConsoleSession
from backend.console.sign_in import lock_out, sessions

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class LastSecondFactor(Problem):
    code, title, status = (
        "last-second-factor",
        "This is your only second factor. Set up another one first, then remove this one.",
        409,
    )


def was_shown(request: HttpRequest) -> bool:
    """Whether this session saw the second factor; a password alone, from whatever page, does not count."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def is_first(request: HttpRequest, *, now: datetime) -> bool:
    """Whether there is no second factor yet, and the password was typed a few minutes ago at most."""
    account = cast(Account, request.user)
    records = get_authentication_records(request, account)
    typed_at = max((record["at"] for record in records if record["method"] == "password"), default=0)
    return now.timestamp() - typed_at < REAUTHENTICATION_TIMEOUT and not factors_of(account).exists()


def note_new(request: HttpRequest, kind: Authenticator.Type) -> None:
    """Whoever has just set up a second factor has shown it, and need not prove again who they are."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)


def sign_in_with_new_password(request: HttpRequest, account: Account) -> None:
    """Start a session right after the password was chosen."""
    login(request, account, backend=BACKEND)
    record_authentication(request, account, "password", username=account.login)


@transaction.atomic
def replace_app(account: Account, secret: str, *, but: ConsoleSession, now: datetime) -> None:
    """Take another authenticator app; what the old one has opened elsewhere ends."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).update(
        data={"secret": encrypt(secret)}, created_at=now, last_used_at=None
    )
    sessions.end_others(account, but=but, now=now)


@transaction.atomic
def remove(account: Account, factor_id: int, *, but: ConsoleSession, now: datetime) -> None:
    """Remove a second factor; what it has opened elsewhere ends. Raises LastSecondFactor, NotFound."""
    # One at a time: two that are removed at once would each leave the other.
    factors = list(factors_of(Account.objects.select_for_update().get(pk=account.pk)))
    removed = next((factor for factor in factors if factor.pk == factor_id), None)
    if removed is None:
        raise NotFound
    if len(factors) == 1:
        raise LastSecondFactor
    removed.delete()
    sessions.end_others(account, but=but, now=now)


@transaction.atomic
def reset(account: Account, *, now: datetime) -> None:
    """Remove all that whoever runs the server was told is lost. After the password a new one is chosen."""
    Authenticator.objects.filter(user=account).delete()
    lock_out.forget_codes(account)
    sessions.end_all(account, now=now)
