"""Everything that lies here about a person is in their export, and nothing of anybody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import ForeignKey, Model
from rest_framework.utils.encoders import JSONEncoder

from backend.accounts import people, staffing
from backend.accounts.models import Site, Staff
from tests.rights.life import word
from tests.rights.rows import rows_of
from tests.rights.test_nothing_left import OF_OTHERS, tables_that_can_name_a_person
from tests.times import utc

pytestmark = pytest.mark.django_db

THEIR_WORDS = (
    *("handle", "reminder", "craving", "note", "broadcast", "contact"),
    *("goal", "needs", "correction", "place", "appointment", "reason", "expected"),
    *("name", "phone", "signature", "recipient", "summary", "emergency"),
    *("restriction", "answer", "counter", "slip"),
    *("entry", "supporter", "when", "then", "next-step", "practice"),
)
# Why a column, or a whole table, is not in the export.
NOT_EXPORTED = {
    "Account.kind": "the same for everybody who can ask",
    "Account.password": "there is none",
    "AlertAccess": "says once more that an alert is open",
    "BreakGlassBar": "a supervisor has decided that they must not learn of it",
    "BroadcastRecipient.state": "what is exported has arrived",
    "ChainLink": "check sums",
    "EndedSession.digest": "a hash of a token",
    "Invitation.code_hash": "a hash of a code",
    "Invitation.expires_at": "it was used",
    "Notification.guard_site_id": "the site of the schedule",
    "Notification.site_id": "the site of the schedule",
    "Person.recovery_hash": "a hash of a code",
    "PersonToTell": "says that they are still to be told of something that is exported",
    "PushAddress": "whoever has it can ring the phone; it is of no use to anybody else",
    "QueuedSummary": "waits to be fetched: what was told to somebody is exported",
    "Schedule.guard_site_id": "the site of the schedule",
    "Schedule.next_local": "follows from the instant",
    "Session.digest": "a hash of a token",
    "Session.token_key": "the beginning of a token",
}
# They name a person by a bare id.
NOT_EXPORTED_TABLES = {
    "api_clientid": "ids that the phone has made, each of something that is exported",
    "open_delivery": "what is on its way of the notifications",
}


def test_every_value_of_every_row_is_in_the_export(lived, api):
    exported = set(scalars(api(lived).get("/v1/me/export").json()))

    missing = {
        place
        for row in rows_of(lived)
        for place, value in values_of(row)
        if not NOT_EXPORTED.keys() & {place, place.partition(".")[0]} and value not in exported
    }

    assert sorted(missing) == []


def test_no_table_that_names_a_person_is_passed_over(lived):
    found = {row._meta.db_table for row in rows_of(lived)}

    assert tables_that_can_name_a_person() - OF_OTHERS - found == set(NOT_EXPORTED_TABLES)


def test_every_word_of_theirs_is_in_the_export(lived, api):
    exported = str(api(lived).get("/v1/me/export").json())

    assert {what for what in THEIR_WORDS if word(what) not in exported} == set()


def test_nobody_else_is_in_it(lived, api, sam, clinic):
    other = people.sign_up(people.Profile(handle="somebody-else"), now=utc("2026-11-01T12:00")).person
    staffing.assign(other, sam, now=utc("2026-11-01T12:00"))
    api(other).post("/v1/cravings", {"intensity": 5, "triggers": [], "note": "not dana's"})

    exported = set(scalars(api(lived).get("/v1/me/export").json()))

    assert exported.isdisjoint({str(other.pk), "somebody-else", "not dana's", str(sam.pk), "sam"})
    assert {"Harbour Clinic", "counsellor"} < exported


def values_of(row: Model) -> Iterator[tuple[str, str]]:
    for field in row._meta.concrete_fields:
        if field.primary_key and not field.is_relation:
            continue  # shown where a person can do something with it
        place = f"{row._meta.object_name}.{field.name}"
        if isinstance(field, ForeignKey) and field.related_model is Site:
            site = getattr(row, field.name)
            yield from ((place, each) for each in scalars(site and site.name))
        elif not (isinstance(field, ForeignKey) and field.related_model is Staff):
            yield from ((place, each) for each in scalars(getattr(row, field.attname)))


def scalars(value: Any) -> Iterator[str]:
    """What stands in a value, names and all, as JSON would write it; nothing for yes, no, null and nothing."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from scalars(inner)
    elif isinstance(value, list | tuple | set):
        for inner in value:
            yield from scalars(inner)
    elif isinstance(value, bytes | memoryview):
        yield bytes(value).hex()
    elif value is not None and not isinstance(value, bool) and value != "":
        yield str(value if isinstance(value, str | int | float) else JSONEncoder().default(value))
