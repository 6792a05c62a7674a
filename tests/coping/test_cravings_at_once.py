"""Two requests of one person at the same moment: neither is blind to the other."""

import itertools

import pytest

from backend.api.problems import NotFound
from backend.care_team.models import Alert
from backend.coping.cravings.editing import delete_craving
from backend.coping.cravings.outcomes import ToldOutcome, record_outcome
from backend.coping.cravings.recording import Told, answer_to, record_craving
from backend.coping.exercises.shelf import Shelf
from backend.coping.models import Craving, CravingRating
from tests.at_once import at_once
from tests.coping.factories import NOON
from tests.times import utc

pytestmark = pytest.mark.django_db(transaction=True)
SHELF = Shelf()


def test_of_two_high_cravings_at_once_one_finds_the_other(careful_dana):
    times = iter([utc("2026-11-24T16:00"), utc("2026-11-24T16:30")])

    def log() -> bool:
        told = Told(9, ["stress"], occurred_at=next(times))
        craving, _ = record_craving(careful_dana, told, shelf=SHELF, body={}, now=NOON)
        return answer_to(craving, shelf=SHELF, now=NOON).help is not None

    assert True in at_once(log)
    assert Alert.objects.get().level == "L1"


def test_a_craving_deleted_beside_its_outcome_leaves_no_rating(careful_dana):
    craving, _ = record_craving(careful_dana, Told(6, ["stress"]), shelf=SHELF, body={}, now=NOON)
    turns = itertools.count()

    def tell_or_delete() -> str:
        try:
            if next(turns) == 0:
                record_outcome(careful_dana, craving.session.pk, ToldOutcome(True, 9), now=NOON)
                return "told"
            delete_craving(careful_dana, craving.pk, check=lambda _etag: None)
        except NotFound:
            return "gone"
        return "deleted"

    assert set(at_once(tell_or_delete)) in ({"told", "deleted"}, {"gone", "deleted"})
    assert not Craving.objects.exists()
    assert not CravingRating.objects.exists()
