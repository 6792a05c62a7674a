"""How and when an account wants to hear of things. Safety is not among them: it always rings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts.models import Account
from notifications import schedules
from notifications.kinds import Category
from notifications.models import NotificationWishes, Preference

CHOOSABLE = tuple(category for category in Category if category != Category.SAFETY)
# What the app proposes. It removes the wall on the full hour and hides whose phone rings with whose.
SUGGESTED_SPREAD_MINUTES = 5


@dataclass(frozen=True)
class PreferenceChange:
    """What is to be different: ways of categories, and columns of NotificationWishes. The rest stays."""

    ways: Mapping[Category, str] = field(default_factory=dict)
    wishes: Mapping[str, Any] = field(default_factory=dict)


def preferences_of(account: Account) -> dict[Category, str]:
    chosen = dict(Preference.objects.filter(account=account).values_list("category", "way"))
    return {category: chosen.get(category, Preference.Way.PUSH) for category in CHOOSABLE}


def wishes_row_of(account: Account) -> NotificationWishes:
    """Return what the account asked for; a row that is not stored when it has asked for nothing."""
    return NotificationWishes.objects.filter(account=account).first() or NotificationWishes(account=account)


@transaction.atomic
def change(account: Account, wanted: PreferenceChange, *, now: datetime) -> None:
    """Change what is named. Another spread moves what is planned for this account."""
    change_preferences(account, wanted.ways)
    if not wanted.wishes:
        return
    spread_before = wishes_row_of(account).spread_minutes
    wishes, _ = NotificationWishes.objects.update_or_create(account=account, defaults=dict(wanted.wishes))
    if wishes.spread_minutes != spread_before:
        schedules.replan(account.pk, now=now)


@transaction.atomic
def change_preferences(account: Account, wishes: Mapping[Category, str]) -> dict[Category, str]:
    for category, way in wishes.items():
        Preference.objects.update_or_create(account=account, category=category, defaults={"way": way})
    return preferences_of(account)
