"""Changing one's profile, and what must follow from it."""

from datetime import datetime

from django.db import transaction

from backend.accounts import people
from backend.accounts.models import Person
from notifications import schedules


@transaction.atomic
def change_profile(person: Person, profile: people.Profile, *, now: datetime) -> Person:
    """Change a person's profile; schedules that follow the person move with a new zone."""
    moved = profile.tzid is not None and profile.tzid != person.tzid
    changed = people.change_profile(person, profile)
    if moved:
        schedules.replan(person.pk, now=now)
    return changed
