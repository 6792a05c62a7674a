"""The second factor of staff and organizers: whether an account has one, and whether a token was made after it."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from backend.accounts.models import Account, Session
from backend.api.problems import Problem

# Recovery codes stand in for a lost one; by themselves they are none.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorRequired(Problem):
    code, title, status = (
        "second-factor-required",
        "This token was made without a second factor. Sign in to the console with yours, and make a new one.",
        403,
    )


def factors_of(account: Account) -> "QuerySet[Authenticator]":
    """The authenticator app and the passkeys of an account, the oldest first."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=account, type__in=KINDS)
    return factors.order_by("created_at", "id")


def is_behind_second_factor(session: Session) -> bool:
    """Whether a token of staff or organizers was made after a second factor, and their account still has one.

    The demo signs in by link and has none.
    """
    return settings.DEMO or (session.after_second_factor and factors_of(session.user).exists())


def require_second_factor(session: Session) -> None:
    """Raises SecondFactorRequired."""
    if not is_behind_second_factor(session):
        raise SecondFactorRequired
