"""A wave is opened before it is sent: two workers that send what a third has just opened keep each other waiting.

Measured with 100,000 reminders due at one instant on two cores: opened beside sending they took 58 s, and the last was
handed over after 89 s.
"""

from datetime import datetime, timedelta

from django.db import connection

from notifications.kinds import Kind

MANY = 2_000
# Sending gives way for so long at most, and safety never does.
LONGEST = timedelta(seconds=20)

WAVE = """
SELECT EXISTS (SELECT FROM schedule WHERE kind = %(reminder)s AND next_due_at <= %(now)s OFFSET %(many)s)
    OR EXISTS (SELECT FROM schedule WHERE kind = %(check_in)s AND next_due_at <= %(now)s OFFSET %(many)s)
"""
LATE = "SELECT EXISTS (SELECT FROM open_delivery WHERE deliver_at < %(late)s AND expires_at > %(now)s)"


def gives_way(*, now: datetime) -> bool:
    """Tell whether so much is still to be opened that sending waits, and nothing has waited for long."""
    wave = {"reminder": Kind.REMINDER.value, "check_in": Kind.CHECK_IN.value, "many": MANY, "now": now}
    return _is(WAVE, wave) and not _is(LATE, {"late": now - LONGEST, "now": now})


def _is(question: str, parameters: dict[str, object]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)  # type: ignore[arg-type]  # the stubs list the types one by one
        [(answer,)] = cursor.fetchall()
        return bool(answer)
