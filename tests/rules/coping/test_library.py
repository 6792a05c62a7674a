"""The packaged exercises are whole; a file that is not is refused with the place that is wrong."""

import copy
import json

import pytest

from backend.coping.exercises.checks import check_library, differences
from backend.coping.exercises.library import DATA, LibraryError, library, library_from, load_library

PACKAGED = json.loads(DATA.read_text(encoding="utf-8"))


def changed(change):
    document = copy.deepcopy(PACKAGED)
    change(document)
    return document


def test_there_are_28_exercises_and_18_triggers():
    found = library()

    assert (len(found.exercises), len(found.triggers), len(found.contraindications)) == (28, 18, 23)


def test_every_exercise_is_barred_in_severe_withdrawal_and_at_the_wheel():
    for exercise in library().exercises.values():
        assert {"severe_withdrawal", "driving"} <= {bar.code for bar in exercise.avoid_if}


def test_an_unknown_answer_bars_holds_of_breath_and_cold_water_alone():
    strict = {slug for slug, exercise in library().exercises.items() if exercise.unknown_bars}

    assert strict == {"box-breathing", "breathing-478", "cool-water"}


def test_two_exercises_are_calm_enough_beside_an_open_alert():
    calm = {slug for slug, exercise in library().exercises.items() if exercise.calm_at_l2}

    assert calm == {"grounding-54321", "call-a-supporter"}


def test_evidence_that_nobody_read_is_not_quoted():
    quoted = [evidence.id for evidence in library().exercises["urge-surfing"].quotable_evidence]

    assert quoted == ["grant2017", "witk2013"]


def test_the_start_check_finds_nothing_wrong_with_the_packaged_file():
    assert check_library() == []


def test_a_trigger_without_words_is_named():
    document = changed(lambda d: d["triggers"].append({"code": "weather", "marlatt_class": "x"}))

    assert differences(library_from(document)) == ["triggers"]


def test_a_grade_without_words_for_people_is_named():
    document = changed(lambda d: d["grades"].update(hearsay="Somebody said so"))

    assert differences(library_from(document)) == ["grades"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(schema="coping-exercises/2"), "schema"),
        (lambda d: d.pop("exercises"), "exercises: KeyError: 'exercises'"),
        (lambda d: d.pop("routes"), "lists of codes: KeyError: 'routes'"),
        (lambda d: d["exercises"][0].pop("steps"), "urge-surfing: KeyError: 'steps'"),
        (lambda d: d["exercises"].append(d["exercises"][0]), "'urge-surfing' stands there twice"),
        (lambda d: d["exercises"][0].update(duration_seconds=300), "urge-surfing: duration_seconds"),
        (lambda d: d["exercises"][1]["cycle"].update(step_indexes=[9]), "paced-breathing: the cycle"),
        (lambda d: d["exercises"][0]["suits"].update(craving_max=11), "urge-surfing: the craving range"),
        (lambda d: d["exercises"][0]["suits"].update(settings=[]), "urge-surfing: a setting"),
        (lambda d: d["exercises"][0]["suits"]["triggers"].append("weather"), "trigger 'weather'"),
        (lambda d: d["exercises"][0]["avoid_if"].pop(), "driving is missing in avoid_if"),
        (lambda d: d["exercises"][0]["avoid_if"][0].update(code="tired"), "avoid_if 'tired'"),
        (lambda d: d["exercises"][0]["avoid_if"][0].update(instead="nap"), "instead 'nap'"),
        (lambda d: d["exercises"][0]["avoid_if"][0].update(instead="urge-surfing"), "instead 'urge-surfing'"),
        (lambda d: d["exercises"][0]["steps"][0].update(kind="jump"), "kind of step 'jump'"),
        (lambda d: d["exercises"][0].update(evidence_grade="magic"), "evidence grade 'magic'"),
        (lambda d: d["exercises"][0].update(calm_at_l2="no"), "calm_at_l2"),
        (lambda d: d["exercises"][0].update(prior_effect="much"), "urge-surfing: ValueError"),
        (lambda d: d["exercises"][20].update(slug="warm-water"), "cold water 'cool-water'"),
    ],
)
def test_a_file_that_does_not_add_up_is_refused_with_the_place(change, message):
    document = changed(change)

    with pytest.raises(LibraryError, match=r"exercises\.json") as refused:
        library_from(document)

    assert message in str(refused.value)


def test_a_half_written_file_is_refused(tmp_path):
    half = tmp_path / "exercises.json"
    half.write_text(DATA.read_text(encoding="utf-8")[:1000], encoding="utf-8")

    with pytest.raises(LibraryError, match="cannot be read"):
        load_library(half)
