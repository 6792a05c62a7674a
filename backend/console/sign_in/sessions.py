"""Where somebody is signed in: browsers, phones and programs; how long a browser stays so, and ending any of them."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.accounts import sessions as tokens
from backend.accounts.models import Account, Session
from backend.api.problems import NotFound
from backend.console.models import ConsoleSession
from backend.console.sign_in import browsers, limits


class SessionOver(Exception):
    """Says why, to whoever comes back."""


def begin(account: Account, user_agent: str, *, now: datetime) -> ConsoleSession:
    """Note that somebody has signed in, and drop what browsers were closed over."""
    account.console_sessions.filter(_is_over(now)).delete()
    return ConsoleSession.objects.create(
        account=account, browser=browsers.family_of(user_agent), began_at=now, last_active_at=now
    )


def carry_on(session_id: str, *, is_activity: bool, now: datetime) -> ConsoleSession:
    """Return the session that a browser comes with. Raises SessionOver."""
    session = ConsoleSession.objects.filter(pk=session_id).first()
    if session is None:
        raise SessionOver("You were signed out here from another place.")
    if session.ends_at <= now:
        session.delete()
        raise SessionOver(_why(session, now))
    if is_activity:
        session.last_active_at = now
        ConsoleSession.objects.filter(pk=session.pk).update(last_active_at=now)
    return session


def browsers_of(account: Account, *, now: datetime) -> QuerySet[ConsoleSession]:
    return account.console_sessions.exclude(_is_over(now)).order_by("-last_active_at", "id")


def tokens_of(account: Account, *, now: datetime) -> QuerySet[Session]:
    """Tokens that open something, and phones that alerts ring on: those outlive their token."""
    found = tokens.sessions_of(account).filter(Q(expiry__gt=now) | Q(device__isnull=False))
    return found.select_related("device").order_by("-created", "public_id")


def end_browser(account: Account, session_id: uuid.UUID) -> None:
    """Sign out a browser, at its next request. Raises NotFound."""
    deleted, _ = account.console_sessions.filter(pk=session_id).delete()
    if not deleted:
        raise NotFound


@transaction.atomic
def end_others(account: Account, *, but: ConsoleSession, now: datetime) -> None:
    """Sign out everywhere else: browsers, programs, and phones, on which nothing rings any more."""
    account.console_sessions.exclude(pk=but.pk).delete()
    tokens.end_sessions(account, now=now)


@transaction.atomic
def end_all(account: Account, *, now: datetime) -> None:
    account.console_sessions.all().delete()
    tokens.end_sessions(account, now=now)


def forget(session_id: str) -> None:
    """The browser itself has signed out."""
    ConsoleSession.objects.filter(pk=session_id).delete()


def _is_over(now: datetime) -> Q:
    """The condition that `ConsoleSession.ends_at` has passed, for many rows at once."""
    return Q(last_active_at__lte=now - limits.IDLE_LIMIT) | Q(began_at__lte=now - limits.LONGEST)


def _why(session: ConsoleSession, now: datetime) -> str:
    if session.longest_until <= now:
        return "You were signed out: nobody stays signed in for more than 12 hours."
    return "You were signed out: nothing had happened for 30 minutes."
