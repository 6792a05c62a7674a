"""A person takes their cravings and counters along and takes them away."""

from datetime import date

import pytest

from backend.coping.erasure import erase_person
from backend.coping.exercises.library import library
from backend.coping.export import export_person
from backend.coping.models import Craving, CravingRating, ExerciseSession, Outcome
from tests.coping.counters.counting import begun, slip
from tests.coping.factories import NOON, log_craving, rate_after

pytestmark = pytest.mark.django_db


def test_an_export_holds_every_craving_with_note_exercise_and_outcome(api, careful_dana):
    phone = api(careful_dana)
    rate_after(phone, log_craving(phone, intensity=7, note="After work"), 3)

    exported = export_person(careful_dana)

    craving = exported["cravings"][0]
    assert (craving["intensity"], craving["note"]) == (7, "After work")
    assert craving["session"]["exercise"] in library().exercises
    assert craving["session"]["outcome"]["intensity_after"] == 3
    assert [rating["value"] for rating in exported["ratings"]] == [7, 3]


def test_a_session_without_outcome_is_exported_too(api, careful_dana):
    log_craving(api(careful_dana))

    assert export_person(careful_dana)["cravings"][0]["session"]["outcome"] is None


def test_an_export_holds_every_counter_with_its_slips_in_order(api, dana):
    phone = api(dana)
    counter = begun(phone, label="My days", substance="opioid", milestone_push_at="09:00")
    slip(phone, counter, on="2026-11-20", note="At the station", affected_now=0)
    slip(phone, counter, on="2026-11-01")

    [exported] = export_person(dana)["counters"]

    assert (exported["label"], exported["substance"], exported["started_on"]) == (
        "My days",
        "opioid",
        date(2026, 10, 14),
    )
    assert [(each["on"].day, each["note"], each["affected_now"]) for each in exported["slips"]] == [
        (1, None, None),
        (20, "At the station", 0),
    ]


def test_erasing_a_person_leaves_nothing_of_them_and_everything_of_others(api, careful_dana, nora):
    for person in (careful_dana, nora):
        phone = api(person)
        rate_after(phone, log_craving(phone), 3)

    erase_person(careful_dana, now=NOON)

    assert Craving.objects.get().person == nora
    assert {rating.person for rating in CravingRating.objects.all()} == {nora}
    assert (ExerciseSession.objects.count(), Outcome.objects.count()) == (1, 1)
