"""What holds for every instrument and all answers."""

from collections.abc import Mapping
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from backend.instruments.answers import check_answers, merge, valid_part
from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.levels import Level
from backend.instruments.reading import asked, read
from backend.instruments.scoring import scores

RED_FLAGS = ("seizure", "hallucination", "confused", "chest", "fever_shake", "mixed_opioid", "self_harm")

instruments = st.sampled_from(list(catalogue().instruments.values()))
facts = st.builds(
    Facts,
    substances=st.frozensets(st.sampled_from(["benzodiazepine", "opioid"])),
    has_prescribed_plan=st.booleans(),
    benzodiazepine_taper=st.booleans(),
    craving_high_twice_24h=st.booleans(),
    craving_high_after_twice=st.booleans(),
)
junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.lists(st.integers())


def values_for(instrument, item):
    values = [option.value for option in item.options]
    if item.multi:
        return st.lists(st.sampled_from(values), unique=True)
    if instrument.refusal and item.id in instrument.refusal.items:
        values.append(instrument.refusal.value)
    return st.sampled_from(values)


@st.composite
def forms(draw, of=instruments, complete=False):
    instrument = draw(of)
    answers = {item.id: values_for(instrument, item) for item in instrument.items}
    fixed = st.fixed_dictionaries(answers) if complete else st.fixed_dictionaries({}, optional=answers)
    return instrument, draw(fixed)


def of(code):
    return st.just(catalogue().instruments[code])


@given(forms())
def test_answers_made_of_the_options_are_valid(form):
    instrument, answers = form

    assert check_answers(instrument, answers) == []
    assert valid_part(instrument, answers) == answers


@given(forms(), facts, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_means_nothing(form, known, random):
    instrument, answers = form
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    turned = {k: v[::-1] if isinstance(v, list) else v for k, v in shuffled}

    assert read(instrument, turned, known) == read(instrument, answers, known)
    assert asked(instrument, turned, known) == asked(instrument, answers, known)


@given(forms(of=of("daily-check-in")), facts, st.sampled_from(RED_FLAGS))
def test_one_more_red_flag_never_lowers_the_level(form, known, flag):
    instrument, answers = form
    more = {**answers, "redflags": [*answers.get("redflags", []), flag]}

    worse = read(instrument, more, known)

    assert worse.level >= read(instrument, answers, known).level
    assert worse.level >= Level.L2
    assert worse.bring_help


@given(forms(of=of("phq-9")), facts, st.integers(min_value=1, max_value=3))
def test_item_nine_is_level_two_whatever_else_was_answered(form, known, value):
    instrument, answers = form

    assert read(instrument, {**answers, "q9": value}, known).level >= Level.L2


@given(forms(of=of("asq")), facts, st.sampled_from([1, 9]))
def test_yes_or_a_refusal_to_the_last_question_is_always_level_three(form, known, value):
    instrument, answers = form

    assert read(instrument, {**answers, "q5": value}, known).level is Level.L3


@given(forms(), facts)
def test_the_level_is_that_of_the_highest_rule_and_no_action_comes_twice(form, known):
    instrument, answers = form

    reading = read(instrument, answers, known)

    assert reading.level == max([Level.L0, *(rule.level for rule in reading.rules)])
    assert len(set(reading.actions)) == len(reading.actions)


@given(forms(complete=True))
def test_a_complete_form_has_every_score_within_its_range(form):
    instrument, answers = form

    for scale, score in zip(instrument.scales, scores(instrument, answers), strict=True):
        assert score.value is not None
        assert scale.minimum <= score.value <= scale.maximum


@given(forms(of=instruments.filter(lambda i: len(i.scales) == 1), complete=True))
def test_a_total_falls_in_exactly_one_band(form):
    instrument, answers = form

    reading = read(instrument, answers, Facts())

    labels = {band["label"] for band in instrument.raw["bands"]}
    assert [rule for rule in reading.fired if rule in labels] == [reading.scores[0].band]


@given(forms(complete=True), st.data())
def test_a_scale_with_a_missing_item_has_no_value(form, data):
    instrument, answers = form
    item = data.draw(st.sampled_from([item.id for item in instrument.items]))
    skipped_anyway = item not in asked(instrument, answers, Facts())
    left = {id_: value for id_, value in answers.items() if id_ != item}

    for scale, score in zip(instrument.scales, scores(instrument, left), strict=True):
        if item in scale.items and not skipped_anyway:
            assert score.value is None
            assert score.band is None


@given(instruments, st.dictionaries(st.sampled_from(["q1", "q9", "redflags", "used", "x"]), junk), facts)
def test_any_json_can_be_read_and_only_its_valid_part_counts(instrument, answers, known):
    readable = valid_part(instrument, answers)

    assert check_answers(instrument, readable) == []
    assert read(instrument, answers, known) == read(instrument, readable, known)


@given(forms(), st.data())
def test_parts_sent_one_by_one_make_the_whole_form(form, data):
    _instrument, answers = form
    first = data.draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()

    stored = merge({}, {id_: value for id_, value in answers.items() if id_ in first})
    merged = merge(stored, {id_: value for id_, value in answers.items() if id_ not in first})

    assert merged == answers


@given(st.lists(st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.integers(0, 3), max_size=1), max_size=6))
def test_parts_about_different_items_merge_the_same_in_any_order(parts):
    parts = list({item: part for part in parts for item in part}.values())

    nothing: Mapping[str, object] = {}

    assert reduce(merge, parts, nothing) == reduce(merge, reversed(parts), nothing)


@given(forms(), st.data())
def test_a_null_takes_an_answer_back_and_another_part_gives_it_again(form, data):
    _instrument, answers = form
    item = data.draw(st.sampled_from(sorted(answers))) if answers else "q1"

    without = merge(answers, {item: None})

    assert item not in without
    assert merge(without, {item: answers[item]} if answers else {}) == answers


def complete_scores(instrument, answers) -> dict[str, int]:
    return {score.scale: score.value for score in scores(instrument, answers) if score.value is not None}


@given(forms(of=instruments.filter(lambda i: len(i.scales) == 1), complete=True), st.data())
def test_one_answer_scored_higher_never_makes_a_total_or_its_level_lower(form, data):
    instrument, answers = form
    item = data.draw(st.sampled_from(instrument.scales[0].items))
    higher = data.draw(
        st.sampled_from(sorted(instrument.items_by_id[item].values)).filter(lambda v: v >= answers[item])
    )

    worse = {**answers, item: higher}

    before, after = complete_scores(instrument, answers), complete_scores(instrument, worse)
    assert after["total"] == before["total"] + higher - answers[item]
    assert read(instrument, worse, Facts()).level >= read(instrument, answers, Facts()).level


@given(forms(of=of("bam"), complete=True), st.data())
def test_one_answer_of_the_bam_moves_its_own_subscale_alone(form, data):
    instrument, answers = form
    item = data.draw(st.sampled_from([item.id for item in instrument.items if item.id not in ("q4", "q5", "q6")]))
    value = data.draw(st.sampled_from(sorted(instrument.items_by_id[item].values)))

    before = complete_scores(instrument, answers)
    after = complete_scores(instrument, {**answers, item: value})

    for scale in instrument.scales:
        moved = value - answers[item] if item in scale.items else 0
        assert after[scale.name] == before[scale.name] + moved


@given(forms(of=of("bam")), st.integers(0, 4))
def test_heavy_days_count_nothing_without_drinking_days(form, heavy):
    instrument, answers = form

    sober = {**answers, "q4": 0}

    assert scores(instrument, {**sober, "q5": heavy}) == scores(instrument, sober)
