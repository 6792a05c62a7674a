"""The access log: written by the use case that reads; read by the person."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from backend.accounts.audit.purposes import Purpose
from backend.accounts.models import AccessLog, Account, BreakGlass, DataClass, Kind, Person

QUARTER_HOUR = timedelta(minutes=15)

# Sorted, so that two requests that look at the same people do not wait for one another crosswise. A row that is
# sealed stands in nobody's way: the index looks at open rows alone.
RECORD = """
INSERT INTO accounts_accesslog (id, staff_id, person_id, data_class, purpose, started_at, looks)
SELECT gen_random_uuid(), %(staff)s, looked_at.id, %(data_class)s,
    CASE WHEN EXISTS (
        SELECT FROM accounts_breakglass
        WHERE staff_id = %(staff)s AND person_id = looked_at.id AND started_at <= %(now)s AND ends_at > %(now)s
    ) THEN %(emergency)s ELSE %(purpose)s END,
    %(started_at)s, 1
FROM unnest(%(people)s::uuid[]) AS looked_at (id)
ORDER BY looked_at.id
ON CONFLICT (person_id, staff_id, data_class, purpose, started_at) WHERE sealed_at IS NULL
DO UPDATE SET looks = accounts_accesslog.looks + 1
"""


def record_look(
    actor: Account, people: Iterable[Person], data_class: DataClass, *, purpose: Purpose, now: datetime
) -> None:
    """Note that staff looked at these people's data, each once. A person's own look leaves no row.

    Who has broken the glass for somebody looks at them for that purpose, whatever page it is.
    """
    looked_at = {person.pk for person in people}
    if actor.kind != Kind.STAFF or not looked_at:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD,
            {
                "staff": actor.pk,
                "people": list(looked_at),
                "data_class": data_class,
                "purpose": purpose,
                "emergency": Purpose.BREAK_GLASS,
                "started_at": _quarter_of(now),
                "now": now,
            },
        )


def looks_at(person: Person) -> QuerySet[AccessLog]:
    """Return what the person may read of who looked at their data: all, but what a supervisor has barred."""
    barred = BreakGlass.objects.filter(
        person=person,
        staff=OuterRef("staff"),
        bar__isnull=False,
        started_at__lt=OuterRef("started_at") + QUARTER_HOUR,
        ends_at__gt=OuterRef("started_at"),
    )
    looks = AccessLog.objects.filter(person=person).exclude(Exists(barred), purpose=Purpose.BREAK_GLASS)
    return looks.select_related("staff__site", "staff__account")


def _quarter_of(now: datetime) -> datetime:
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
