import pytest

from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.levels import Level
from backend.instruments.reading import asked, next_instrument, read, without_staff_actions
from backend.instruments.scoring import Score, scores

ON_A_BENZODIAZEPINE = Facts(substances=frozenset({"benzodiazepine"}), has_prescribed_plan=True)


def reading_of(code, answers, facts=None):
    return read(catalogue().instruments[code], answers, facts or Facts())


def asked_of(code, answers, facts=None):
    return asked(catalogue().instruments[code], answers, facts or Facts())


def test_levels_stand_in_the_order_of_urgency():
    assert sorted([Level.L3, Level.L0, Level.L2, Level.L1]) == [Level.L0, Level.L1, Level.L2, Level.L3]
    assert max(Level.L1, Level.L3, Level.L2) is Level.L3


def test_rules_that_fire_are_named_with_their_instrument():
    reading = reading_of("daily-check-in", {"want_contact": 1, "craving": 9}, Facts(craving_high_twice_24h=True))

    assert [(rule.instrument, rule.id) for rule in reading.rules] == [
        ("daily-check-in", "contact"),
        ("craving-nrs", "high-twice"),
    ]
    assert reading.fired == ("contact", "high-twice")


def test_a_check_in_without_a_rating_does_not_read_the_craving_rule():
    reading = reading_of("daily-check-in", {"mood": 2}, Facts(craving_high_twice_24h=True))

    assert reading.fired == ()


def test_bands_are_known_by_their_label_or_subscale():
    assert reading_of("phq-2", {"q1": 3, "q2": 3}).fired == ("positive",)
    assert reading_of("bam", {"q4": 1, "q5": 0, "q6": 0}).fired == ("use",)


def test_cards_come_in_the_order_of_their_actions():
    reading = reading_of("daily-check-in", {"redflags": ["self_harm", "seizure", "mixed_opioid"]})

    assert reading.cards == (
        "medical-emergency",
        "bzd-withdrawal-severe",
        "suicide",
        "overdose-with-opioids",
    )


@pytest.mark.parametrize(
    ("code", "answers", "brings"),
    [
        ("phq-9", {"q9": 1}, True),
        ("phq-9", {"q9": 0}, False),
        ("asq", {"q5": 1}, True),
        ("asq", {"q1": 9}, True),
        ("bam", {"q7b": 1, "q7e": 1}, True),
        ("bam", {"q8": 4}, False),
        ("daily-check-in", {"want_contact": 2}, True),
        ("daily-check-in", {"want_contact": 1}, False),
        ("daily-check-in", {"used": 1}, False),
        ("craving-nrs", {"q1": 10}, False),
        ("craving-nrs", {}, False),
    ],
)
def test_help_comes_from_level_two_on(code, answers, brings):
    assert reading_of(code, answers).bring_help is brings


@pytest.mark.parametrize(
    ("code", "answers", "following"),
    [
        ("phq-9", {"q9": 3}, "asq"),
        ("daily-check-in", {"redflags": ["self_harm"]}, "asq"),
        ("phq-2", {"q1": 3, "q2": 3}, None),
        ("asq", {"q5": 1}, None),
    ],
)
def test_only_what_is_to_be_asked_next_follows(code, answers, following):
    assert next_instrument(reading_of(code, answers)) == following


def test_without_staff_no_action_promises_staff():
    actions = reading_of("asq", {"q5": 1}).actions + reading_of("craving-nrs", {"q1": 5}).actions

    assert without_staff_actions(actions) == (
        "show_card:suicide",
        "one_tap_call_emergency_and_crisis_line",
        "hold_screen_until_safety_step_chosen",
        "offer_exercises",
    )


def test_refused_answers_are_read_as_far_as_they_can_be():
    reading = reading_of("daily-check-in", {"redflags": ["self_harm", "bogus"], "mood": "awful", "x": [{}]})

    assert reading.level is Level.L2


def test_a_value_of_the_wrong_type_is_no_answer():
    assert reading_of("phq-9", {"q9": True}).level is Level.L0
    assert reading_of("asq", {"q5": "1"}).level is Level.L0


def test_a_refusal_is_kept_apart_from_an_option_with_the_same_number():
    assert reading_of("daily-check-in", {"used": 9, "meds": 9}).level is Level.L0


def test_skipped_items_of_the_bam_count_and_are_not_missing():
    bam = catalogue().instruments["bam"]

    assert scores(bam, {"q4": 0, "q6": 3})[0] == Score("use", 3, "use")
    assert scores(bam, {"q4": 0, "q5": 4, "q6": 0})[0] == Score("use", 0, None)
    assert scores(bam, {"q4": 1, "q6": 3})[0] == Score("use", None, None)


def test_there_is_no_total_of_the_bam():
    assert [score.scale for score in scores(catalogue().instruments["bam"], {})] == [
        "use",
        "risk",
        "protective",
    ]


@pytest.mark.parametrize("code", ["asq", "daily-check-in"])
def test_a_form_of_rules_has_no_score(code):
    assert scores(catalogue().instruments[code], {"q1": 1, "mood": 1}) == ()


def test_the_bam_does_not_ask_what_was_skipped():
    assert "q5" not in asked_of("bam", {"q4": 0})
    assert "q5" in asked_of("bam", {"q4": 1})
    assert not {"q7a", "q7b", "q7g"} & set(asked_of("bam", {"q6": 0}))
    assert {"q7a", "q7b", "q7g"} <= set(asked_of("bam", {"q6": 1}))


def test_the_bam_asks_for_details_only_once_use_is_known():
    assert not {"q5", "q7a", "q7g"} & set(asked_of("bam", {}))


def test_the_last_question_of_the_asq_follows_a_yes_or_a_refusal():
    assert asked_of("asq", {"q1": 0, "q2": 0, "q3": 0, "q4": 0}) == ("q1", "q2", "q3", "q4")
    assert asked_of("asq", {"q4": 1}) == ("q1", "q2", "q3", "q4", "q5")
    assert asked_of("asq", {"q2": 9}) == ("q1", "q2", "q3", "q4", "q5")


def test_the_phq_9_ends_with_its_unscored_question():
    assert asked_of("phq-9", {})[-2:] == ("q9", "q10")


def test_a_daily_check_in_without_a_plan_asks_nothing_about_medicine():
    assert asked_of("daily-check-in", {}) == (
        "mood",
        "redflags",
        "used",
        "want_contact",
        "craving",
        "sleep",
        "halt",
    )


def test_a_plan_with_a_benzodiazepine_adds_its_questions():
    added = set(asked_of("daily-check-in", {}, ON_A_BENZODIAZEPINE)) - set(asked_of("daily-check-in", {}))

    assert added == {"meds", "early_signs"}


@pytest.mark.parametrize("answers", [{"used": 1}, {"meds": 2}, {"redflags": ["chest", "mixed_opioid"]}])
def test_use_or_too_much_medicine_asks_how_it_is_now(answers):
    assert "affected_now" in asked_of("daily-check-in", answers)


@pytest.mark.parametrize("answers", [{"used": 9}, {"meds": 3}, {"redflags": ["chest"]}])
def test_nothing_else_asks_how_it_is_now(answers):
    assert "affected_now" not in asked_of("daily-check-in", answers)
