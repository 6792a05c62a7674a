"""What lies anywhere about a person, before an erasure and after it."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey, UUIDField

from backend.accounts.models import Account, Person
from backend.rights.retention import retention
from tests.rights.life import MARK
from tests.rights.rows import rows_of, tables_holding, tables_naming

pytestmark = pytest.mark.django_db

# What stays of an erased person: the emptied account, and the audit that points at it.
TOMBSTONE = {"accounts_account", "accounts_person"}
AUDIT = {
    "accounts_accesslog",
    "accounts_breakglass",
    "accounts_breakglassbar",
    "accounts_chainlink",
    "accounts_consent",
    "accounts_consentform",
    "accounts_disclosure",
    "accounts_notice",
    "accounts_outsideconsent",
    "accounts_restrictionanswer",
    "accounts_restrictionrequest",
    "accounts_revocation",
    "care_team_alert",
}
# They name nobody, and hang on an alert that stays: when staff were rung, and when they did something.
OF_ALERTS = {"care_team_alertpage", "care_team_alertstep"}
# They can name an account, and never that of a person in recovery.
OF_OTHERS = {
    "account_emailaddress",
    "accounts_account_groups",
    "accounts_account_user_permissions",
    "accounts_organizer",
    "accounts_staff",
    "console_consolesession",
    "console_wrongcodes",
    "coping_exercisetext",
    "crisis_lineverification",
    "django_admin_log",
    "meetings_meetingchange",
    "meetings_meetingoverlay",
    "mfa_authenticator",
    "second_path",
}


def test_a_life_fills_every_table_that_can_name_a_person(lived):
    assert tables_that_can_name_a_person() - tables_naming(lived.pk) == OF_OTHERS


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_no_word_of_a_person_stands_anywhere_in_clear(lived, alias):
    assert tables_holding(MARK, alias=alias) == set()


def test_no_answer_of_a_person_stands_anywhere_in_clear(lived):
    assert tables_holding('"q9"') | tables_holding("redflags") | tables_holding("seizure_history") == set()


def test_an_erasure_leaves_the_emptied_account_and_the_audit(gone):
    assert tables_naming(gone) == TOMBSTONE | AUDIT


def test_nothing_else_hangs_on_what_stays(gone):
    left = {row._meta.db_table for row in rows_of(Person.objects.select_related("account").get(pk=gone))}

    assert left == TOMBSTONE | AUDIT | OF_ALERTS


def test_the_person_is_told_of_all_that_stays():
    told = {model._meta.db_table for survivor in retention().survivors for model in survivor.models}

    assert told == AUDIT


def test_the_key_store_keeps_an_entry_of_the_journal_and_no_key(gone):
    assert tables_naming(gone, alias="keys") == {"keys_journalentry"}


def tables_that_can_name_a_person() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "keys" and any(_can_name(field) for field in model._meta.local_fields)
    }


def _can_name(field: Any) -> bool:
    if isinstance(field, ForeignKey):
        return field.related_model in (Account, Person)
    # Accounts are named by a bare id where no row may hang on another.
    return isinstance(field, UUIDField) and any(word in field.name for word in ("account", "person", "recipient"))
