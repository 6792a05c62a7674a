"""The scan of practice reminders: each is asked at its time whether it is still right for its person."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.keys import store
from backend.care_team.holds import holds_of
from backend.care_team.safety_profile import profiles_of
from backend.coping.exercises.published import current_shelf
from backend.coping.models import PracticeReminder
from backend.coping.practice.targets import exercises_of
from backend.coping.practice.timely import is_timely
from backend.coping.recommending.filtering import Safety
from backend.instruments.levels import Level
from notifications import ledger, schedules
from notifications.kinds import Kind
from notifications.models import Outcome
from notifications.schedules import Due, first_opening
from notifications.workers import for_a_turn

BATCH = 500


def open_practice(*, now: datetime) -> int:
    """Open what is due, until nothing is or the turn is over; return how many were taken."""
    return for_a_turn(lambda: _open_batch(now))


@transaction.atomic
def _open_batch(now: datetime) -> int:
    with store.key_scope():
        return _open_some(now)


def _open_some(now: datetime) -> int:
    taken = schedules.take_due([Kind.PRACTICE], now=now, limit=BATCH)
    timely = _timely_among(taken.due, now)
    ringing = [each for each in taken.due if each.schedule.about_id in timely]
    held_back = [each for each in taken.due if each.schedule.about_id not in timely]
    ledger.open_deliveries([opening for each in ringing for opening in schedules.openings_of(each)])
    ledger.leave_out([first_opening(each) for each in held_back], Outcome.WITHDRAWN)
    return taken.count


def _timely_among(due: Sequence[Due], now: datetime) -> set[UUID]:
    """Return the reminders whose target may be practised by their people now, with few queries however many."""
    reminders = PracticeReminder.objects.in_bulk([each.schedule.about_id for each in due])
    taken_back = current_shelf().taken_back
    exercises = {
        each: exercise
        for each, exercise in exercises_of(reminders.values()).items()
        if exercise is None or exercise.slug not in taken_back
    }
    safeties = _safeties({each.person_id for each in reminders.values()}, now)
    return {each for each, exercise in exercises.items() if is_timely(exercise, safeties[reminders[each].person_id])}


def _safeties(person_ids: Collection[UUID], now: datetime) -> dict[UUID, Safety]:
    holds = holds_of(person_ids, now=now)
    levels = {person_id: hold.level for person_id, hold in holds.items() if not hold.only_contact}
    profiles = profiles_of(person_ids)
    return {each: Safety(profile, levels.get(each, Level.L0)) for each, profile in profiles.items()}
