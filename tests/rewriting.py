"""What only a superuser can do to rows that the database keeps as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from backend.accounts.models import Consent, DataClass, Person


@contextmanager
def history_rewritten() -> Iterator[None]:
    """Lift all triggers of this connection: for a past that a test needs, or a hand that has no business there."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


def allow_emptying() -> None:
    """Let this connection empty whole tables, as the settings of tests do for all of theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SET handrail.may_truncate = on")


def expire(person: Person, *classes: DataClass, at: datetime) -> None:
    """Let consents end at an instant, as if it had been asked for when they were given."""
    with history_rewritten():
        Consent.objects.filter(person=person, data_class__in=classes or list(DataClass)).update(expires_at=at)


def never_granted(person: Person, *classes: DataClass) -> None:
    """Leave no trace of consents."""
    with history_rewritten():
        Consent.objects.filter(person=person, data_class__in=classes or list(DataClass)).delete()
