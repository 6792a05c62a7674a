"""Sessions: what a token opens, until sign-out, expiry or 400 idle days."""

import uuid
from datetime import datetime, timedelta

from django.db import InternalError, transaction
from django.db.models import QuerySet
from psycopg.errors import ReadOnlySqlTransaction

from backend.accounts.models import Account, EndedSession, Kind, Session
from backend.api.problems import NotFound

IDLE_LIMIT = timedelta(days=400)
WORKING_DAY = timedelta(hours=12)


def start_session(account: Account, *, after_second_factor: bool, now: datetime) -> str:
    """Make a session and return its token, which is kept nowhere.

    Without a second factor tokens of staff and organizers open nothing outside the demo. People have none.
    """
    lifetime = None if account.kind == Kind.PERSON else WORKING_DAY
    _, token = Session.objects.create(
        user=account, expiry=lifetime, last_seen_on=now.date(), after_second_factor=after_second_factor
    )
    return str(token)


def refusal_of(session: Session | None, digest: str, *, now: datetime) -> str | None:
    """Why a token does not open: `revoked`, `unknown`, or None when it does."""
    if session is None:
        return "revoked" if EndedSession.objects.filter(digest=digest).exists() else "unknown"
    ended = session.expiry is not None and session.expiry <= now
    idle = session.last_seen_on < (now - IDLE_LIMIT).date()
    return "revoked" if ended or idle or not session.user.is_active else None


def last_owner_of(digest: str) -> Account | None:
    """Whose token it was that opens no more, if anybody's."""
    session = Session.objects.filter(digest=digest).select_related("user").first()
    if session is not None:
        owner: Account = session.user
        return owner
    ended = EndedSession.objects.filter(digest=digest).select_related("account").first()
    return ended.account if ended else None


def touch(session: Session, *, now: datetime) -> None:
    """Note the day of the last use: one write a day. Where nothing can be written it is left for another time."""
    if session.last_seen_on == now.date():
        return
    try:
        with transaction.atomic():
            Session.objects.filter(pk=session.pk).update(last_seen_on=now.date())
    except InternalError as error:
        if not isinstance(error.__cause__, ReadOnlySqlTransaction):
            raise


def sessions_of(account: Account) -> QuerySet[Session]:
    sessions: QuerySet[Session] = Session.objects.filter(user=account)
    return sessions


def end_session(account: Account, public_id: uuid.UUID, *, now: datetime) -> None:
    """Sign out one phone. Its device and push addresses go with it. Raises NotFound."""
    if not _end(sessions_of(account).filter(public_id=public_id), now=now):
        raise NotFound


def end_sessions(account: Account, *, now: datetime, but: Session | None = None) -> None:
    """Sign out everywhere, or everywhere else."""
    sessions = sessions_of(account)
    _end(sessions.exclude(pk=but.pk) if but else sessions, now=now)


@transaction.atomic
def _end(sessions: "QuerySet[Session]", *, now: datetime) -> int:
    ended = list(sessions.values_list("digest", "user_id"))
    EndedSession.objects.bulk_create(
        [EndedSession(digest=digest, account_id=account_id, ended_at=now) for digest, account_id in ended],
        ignore_conflicts=True,
    )
    sessions.filter(digest__in=[digest for digest, _ in ended]).delete()
    return len(ended)
