"""People with a phone and daily reminders, by the hundred thousand, written by SQL. The addresses ring nowhere."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

SITE = "INSERT INTO accounts_site (id, name, tzid) VALUES (gen_random_uuid(), 'Bench', 'UTC')"
ACCOUNTS = """
INSERT INTO accounts_account (id, password, is_superuser, kind, is_active, created_at)
SELECT gen_random_uuid(), '!', false, 'person', true, %(at)s FROM generate_series(1, %(people)s)
"""
PEOPLE = """
INSERT INTO accounts_person (account_id, locale, tzid, country, recovery_hash)
SELECT id, 'en', (ARRAY['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'])
                 [1 + abs(hashtext(id::text)) %% 4], 'US', sha256(id::text::bytea)
FROM accounts_account
"""
CONSENTS = """
INSERT INTO accounts_consent (id, person_id, site_id, data_class, granted_at)
SELECT gen_random_uuid(), p.account_id, s.id, 'plan', %(at)s FROM accounts_person p, accounts_site s
"""
SESSIONS = """
INSERT INTO accounts_session (digest, token_key, created, user_id, public_id, last_seen_on)
SELECT replace(id::text || id::text, '-', ''), left(replace(id::text, '-', ''), 15), %(at)s, id, id, %(at)s
FROM accounts_account
"""
DEVICES = """
INSERT INTO device (id, account_id, session_id, installation_id, platform, locale, tzid, app_version, notifications,
                    refreshed_at)
SELECT gen_random_uuid(), id, id, id::text, 'android', 'en', 'UTC', '1.0', 'allowed', %(at)s FROM accounts_account
"""
ADDRESSES = """
INSERT INTO push_address (id, device_id, kind, value, value_hash, refreshed_at, invalid_reason)
SELECT gen_random_uuid(), id, 'token', 'nowhere', sha256(id::text::bytea), %(at)s, '' FROM device
"""
# Every second one has a guard, as a check-in has.
SCHEDULES = """
INSERT INTO schedule (id, recipient_id, kind, about_type, about_id, dtstart, rrule, exdates, rdates, tzid, "window",
                      remind_again_after, version, planned_tzid, next_at, next_due_at, next_local, guard_site_id,
                      guard_data_class, created_at)
SELECT gen_random_uuid(), p.account_id, %(kind)s, 'reminder', gen_random_uuid(),
       (%(due)s AT TIME ZONE p.tzid) - interval '30 days', 'FREQ=DAILY', '{}', '{}', '', interval '2 hours', '{}', 1,
       p.tzid, %(due)s, %(due)s, %(due)s AT TIME ZONE p.tzid,
       CASE WHEN g.guarded THEN s.id END, CASE WHEN g.guarded THEN 'plan' END, %(at)s
FROM accounts_person p, accounts_site s, generate_series(1, %(each)s) AS n,
     LATERAL (SELECT abs(hashtext(p.account_id::text)) %% 2 = n %% 2 AS guarded) g
"""
DUE_AGAIN = """
UPDATE schedule SET next_at = %(due)s, next_due_at = %(due)s, next_local = %(due)s AT TIME ZONE planned_tzid
WHERE next_at < %(due)s + interval '2 days'
"""
TABLES = ("accounts_account", "accounts_consent", "push_address", "device", "schedule", "notification", "open_delivery")


def make_people(count: int, *, at: datetime) -> None:
    """Sign up people with a phone and a consent each."""
    for statement in (SITE, ACCOUNTS, PEOPLE, CONSENTS, SESSIONS, DEVICES, ADDRESSES):
        execute(statement, {"people": count, "at": at})
    tidy()


def make_schedules(each: int, *, kind: str, due: datetime, at: datetime) -> None:
    """Give everybody so many daily schedules that are due at that instant."""
    execute(SCHEDULES, {"each": each, "kind": kind, "due": due, "at": at})
    tidy()


def make_due_again(due: datetime) -> None:
    """Let what was opened be due at another instant, and empty what was opened."""
    execute(DUE_AGAIN, {"due": due})
    execute("TRUNCATE open_delivery, notification CASCADE")
    tidy()


def a_day_after(due: datetime) -> datetime:
    return due + timedelta(days=1)


def tidy() -> None:
    for table in TABLES:
        execute(f"VACUUM ANALYZE {table}")
    execute("CHECKPOINT")


def execute(statement: str, parameters: dict[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
