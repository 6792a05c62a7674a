"""Which reminders of practice may not ring at this moment: one answer for scan, agenda, delivery and app."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag

from backend.accounts.keys import store
from backend.care_team.holds import filtering_levels_of
from backend.care_team.safety_profile import profiles_of
from backend.coping.exercises.choices import not_for_each
from backend.coping.exercises.published import current_shelf
from backend.coping.models import PracticeReminder
from backend.coping.practice.targets import exercises_of
from backend.coping.practice.timely import is_timely
from backend.coping.recommending.filtering import Safety

log = structlog.get_logger(__name__)


def held_back_among(reminder_ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Return those whose target may not be practised by their people now, with few queries however many.

    What leads to nothing any more is among them, and what cannot be read.
    """
    with store.key_scope():
        try:
            return _held_back_among(reminder_ids, now)
        except InvalidTag:
            if len(reminder_ids) > 1:
                # What one of them has written does not open: the others do not wait for it.
                return {held for each in reminder_ids for held in held_back_among([each], now)}
            [unread] = reminder_ids
            log.exception("reminder of practice held back", reminder_id=str(unread))
            return {unread}


def _held_back_among(reminder_ids: Collection[UUID], now: datetime) -> set[UUID]:
    reminders = PracticeReminder.objects.in_bulk(list(reminder_ids))
    taken_back = current_shelf().taken_back
    exercises = {
        each: exercise
        for each, exercise in exercises_of(reminders.values()).items()
        if exercise is None or exercise.slug not in taken_back
    }
    people = {each.person_id for each in reminders.values()}
    safeties, unwanted = _safeties(people, now), not_for_each(people)
    timely = {
        each
        for each, exercise in exercises.items()
        if is_timely(exercise, safeties[reminders[each].person_id])
        and (exercise is None or exercise.slug not in unwanted[reminders[each].person_id])
    }
    return set(reminder_ids) - timely


def _safeties(person_ids: Collection[UUID], now: datetime) -> dict[UUID, Safety]:
    levels, profiles = filtering_levels_of(person_ids, now=now), profiles_of(person_ids)
    return {each: Safety(profile, levels[each]) for each, profile in profiles.items()}
