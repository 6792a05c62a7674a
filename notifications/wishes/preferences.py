"""How an account wants to hear of each category. Safety is not among them: it always rings."""

from collections.abc import Mapping

from django.db import transaction

from backend.accounts.models import Account
from notifications.kinds import Category
from notifications.models import Preference

CHOOSABLE = tuple(category for category in Category if category != Category.SAFETY)


def preferences_of(account: Account) -> dict[Category, str]:
    chosen = dict(Preference.objects.filter(account=account).values_list("category", "way"))
    return {category: chosen.get(category, Preference.Way.PUSH) for category in CHOOSABLE}


@transaction.atomic
def change_preferences(account: Account, wishes: Mapping[Category, str]) -> dict[Category, str]:
    for category, way in wishes.items():
        Preference.objects.update_or_create(account=account, category=category, defaults={"way": way})
    return preferences_of(account)
