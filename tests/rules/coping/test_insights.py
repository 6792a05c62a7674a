"""Insights say what was logged: counts, means from three on, and a trend only where chance does not explain it."""

from datetime import date, timedelta
from math import sqrt
from statistics import fmean, linear_regression, stdev
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.coping.insights.charts import CHARTS, chart
from backend.coping.insights.summing import (
    OF_A_FALL,
    OF_A_RATING,
    Direction,
    Helped,
    Logged,
    Mean,
    Week,
    mean_of,
    sum_up,
    trend_of,
)
from backend.coping.insights.words import MAY_BE_CHANCE, TREND_WORDS, WHAT_IT_IS, fall_words
from backend.coping.waiting import JUST_WAIT
from tests.rules.plain_words import faults_in
from tests.times import utc

MONDAY = utc("2026-11-02T09:00")
EXERCISES = ("urge-surfing", "long-sigh")
TRIGGERS = ("stress", "anger", "hunger")

logs = st.lists(
    st.builds(
        Logged,
        at=st.integers(0, 60 * 24 * 360).map(lambda minutes: MONDAY - timedelta(minutes=minutes)),
        intensity=st.integers(0, 10),
        triggers=st.lists(st.sampled_from(TRIGGERS), unique=True).map(tuple),
        done=st.none() | st.sampled_from((*EXERCISES, JUST_WAIT)),
        fall=st.none() | st.integers(-10, 10),
    ),
    max_size=60,
)


def summed(*logged):
    return sum_up(logged, exercises=EXERCISES, triggers=TRIGGERS)


def did(slug, *falls):
    return [Logged(MONDAY, 7, done=slug, fall=fall) for fall in falls]


def weeks(*means, count=3):
    return [
        Week(date(2026, 11, 2) + timedelta(weeks=number), Mean(count, mean, None, None))
        for number, mean in enumerate(means)
    ]


def ends(found):
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def width(found):
    low, high = ends(found)
    return high - low


def test_below_three_ratings_it_is_not_enough_yet():
    found = summed(*did("urge-surfing", 4, 5))

    assert found.helped == (Helped("urge-surfing", 2, Mean(2)),)
    assert fall_words(found.helped[0]) == "Not enough yet."


def test_a_missing_rating_is_no_zero():
    found = summed(*did("urge-surfing", 4, None, 4, 4, None))

    assert (found.helped[0].times, found.helped[0].fall.count, found.helped[0].fall.mean) == (5, 3, 4)


def test_it_says_how_far_and_how_often():
    assert fall_words(summed(*did("urge-surfing", 2, 2, 2, 2, 2)).helped[0]) == "Dropped by 2 on average, 5 times."


def test_a_rise_is_called_a_rise():
    assert fall_words(summed(*did("urge-surfing", -1, -2, -1)).helped[0]).startswith("Rose by 1.3 on average, 3 times.")


def test_what_may_as_well_be_chance_says_so():
    assert fall_words(summed(*did("urge-surfing", 6, -4, 2)).helped[0]).endswith(" 3 times. This may be chance.")


@pytest.mark.parametrize("fall", [0, 1, -1])
def test_three_small_falls_that_are_all_alike_may_be_chance(fall):
    assert fall_words(summed(*did("urge-surfing", fall, fall, fall)).helped[0]).endswith("This may be chance.")


def test_often_enough_a_small_fall_is_no_chance():
    assert fall_words(summed(*did("urge-surfing", *[1] * 10)).helped[0]) == "Dropped by 1 on average, 10 times."


def test_three_equal_falls_are_not_known_exactly():
    fall = summed(*did("urge-surfing", 3, 3, 3)).helped[0].fall

    half = 4.303 * sqrt(1 / 6 / 3)
    assert (fall.mean, fall.low, fall.high) == (3, round(3 - half, 2), round(3 + half, 2))


def test_equal_ratings_are_not_known_exactly():
    rated = summed(*(Logged(MONDAY, 7) for _ in range(4))).weeks[0].intensity

    half = 3.182 * sqrt(1 / 12 / 4)
    assert (rated.mean, rated.low, rated.high) == (7, round(7 - half, 2), round(7 + half, 2))


@given(st.lists(st.integers(0, 10), min_size=3, max_size=200), st.sampled_from([OF_A_RATING, OF_A_FALL]))
def test_no_interval_of_few_whole_numbers_is_a_point(values, rounding):
    found = mean_of(values, rounding=rounding)

    low, high = ends(found)
    assert low < fmean(values) < high


@given(st.lists(st.integers(0, 10), min_size=3, max_size=50), st.integers(2, 20))
def test_the_same_again_and_again_narrows_the_interval(values, times):
    few, many = (mean_of(values * each, rounding=OF_A_RATING) for each in (1, times))

    assert width(many) < width(few)


def test_very_many_equal_ratings_are_known_well():
    found = mean_of([5] * 10_000, rounding=OF_A_RATING)

    assert width(found) < 0.02


def test_just_waiting_stands_apart():
    found = summed(*did(JUST_WAIT, 1, 1, 1), *did("long-sigh", 3, 3, 3))

    assert [each.exercise for each in found.helped] == ["long-sigh"]
    assert (found.wait.exercise, found.wait.fall.mean) == (JUST_WAIT, 1)


def test_the_greatest_fall_comes_first_and_what_is_not_rated_last():
    found = summed(*did("urge-surfing", 9, 9), *did("long-sigh", 1, 1, 1))

    assert [each.exercise for each in found.helped] == ["long-sigh", "urge-surfing"]


def test_the_interval_is_students():
    values = [2, 4, 6]

    found = mean_of(values, rounding=OF_A_RATING)

    half = 4.303 * stdev(values) / sqrt(3)
    assert (found.low, found.high) == (round(fmean(values) - half, 2), round(fmean(values) + half, 2))


def test_hours_and_weekdays_are_those_of_the_persons_clock():
    found = summed(*(Logged(MONDAY + timedelta(minutes=minute), 6) for minute in (0, 10, 59)))

    assert [bar.key for bar in found.hours if bar.intensity.count] == [9]
    assert [bar.key for bar in found.weekdays if bar.intensity.count] == [1]
    assert (len(found.hours), len(found.weekdays)) == (24, 7)


def test_a_craving_counts_for_each_of_its_triggers():
    found = summed(*(Logged(MONDAY, 6, ("stress", "anger")) for _ in range(3)), Logged(MONDAY, 9, ("stress",)))

    assert [(bar.key, bar.intensity.count) for bar in found.triggers] == [("stress", 4), ("anger", 3)]


def test_a_week_without_cravings_is_a_week():
    found = summed(Logged(MONDAY, 6), Logged(MONDAY + timedelta(days=20), 6))

    assert [(week.begins_on, week.intensity.count) for week in found.weeks] == [
        (date(2026, 11, 2), 1),
        (date(2026, 11, 9), 0),
        (date(2026, 11, 16), 1),
    ]


@pytest.mark.parametrize(
    ("means", "direction"),
    [
        ((8, 7, 6, 5, 4), Direction.FALLING),
        ((4, 5.1, 6, 6.9), Direction.RISING),
        ((6, 4, 7, 5, 6), Direction.UNCLEAR),
        ((8, 6, 4), Direction.NOT_ENOUGH),
        ((8, None, 6, None, 4), Direction.NOT_ENOUGH),
        ((5, 5, 5, 5), Direction.UNCLEAR),
        ((), Direction.NOT_ENOUGH),
    ],
)
def test_a_direction_is_named_only_where_the_weeks_carry_it(means, direction):
    assert trend_of(weeks(*means)).direction == direction


def test_the_slope_is_points_a_week():
    found = trend_of(weeks(8, 7, 6, 5))

    # Three ratings in each week, and weeks that lie 1.5, 0.5, 0.5 and 1.5 from their middle.
    half = 4.303 * sqrt(1 / 12 / 3 / 5)
    assert (found.per_week, found.low, found.high) == (-1, round(-1 - half, 2), round(-1 + half, 2))


def test_a_small_steady_slope_of_few_ratings_is_no_trend():
    assert trend_of(weeks(6, 5.7, 5.4, 5.1, count=3)).direction == Direction.UNCLEAR
    assert trend_of(weeks(6, 5.7, 5.4, 5.1, count=12)).direction == Direction.FALLING


def test_weeks_that_scatter_are_as_uncertain_as_they_scatter():
    means = [6, 4, 7, 5]

    found = trend_of(weeks(*means, count=1000))

    line = linear_regression(range(4), means)
    errors = sum((y - line.intercept - line.slope * x) ** 2 for x, y in enumerate(means))
    half = 4.303 * sqrt(errors / 2 / 5)
    assert (found.low, found.high) == (round(line.slope - half, 2), round(line.slope + half, 2))


def test_a_week_of_few_ratings_at_an_end_makes_the_slope_less_certain():
    told = weeks(8, 7, 6, 5, count=20)
    few = [*told[:3], Week(told[3].begins_on, Mean(3, 5.0))]

    rounding = 1.5**2 * (1 / 12 / 20 + 1 / 12 / 3) + 0.5**2 * 2 / 12 / 20
    assert width(trend_of(few)) == pytest.approx(2 * 4.303 * sqrt(rounding / 25), abs=0.01)
    assert width(trend_of(few)) > width(trend_of(told))


@given(st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=30), min_size=4, max_size=20))
def test_no_slope_of_few_whole_numbers_is_a_point(rated):
    told = [Logged(MONDAY + timedelta(weeks=number), each) for number, ratings in enumerate(rated) for each in ratings]

    found = summed(*told).trend

    low, high = ends(found)
    assert low < found.per_week < high


@given(logs)
def test_nothing_is_counted_twice_or_lost(logged):
    found = summed(*logged)

    assert found.cravings == len(logged)
    assert sum(bar.intensity.count for bar in found.hours) == len(logged)
    assert sum(bar.intensity.count for bar in found.weekdays) == len(logged)
    assert sum(week.intensity.count for week in found.weeks) == len(logged)
    assert sum(each.times for each in (*found.helped, found.wait)) == sum(each.done is not None for each in logged)


@given(logs)
def test_no_mean_is_shown_of_fewer_than_three(logged):
    found = summed(*logged)

    means = [
        *(each.fall for each in (*found.helped, found.wait)),
        *(each.intensity for each in (*found.hours, *found.weekdays, *found.triggers, *found.weeks)),
    ]
    assert all((each.mean is None) == (each.count < 3) for each in means)
    assert all(each.low <= each.mean <= each.high for each in means if each.mean is not None)


@given(logs, st.sampled_from(sorted(CHARTS)))
def test_every_chart_is_one_drawing_without_script_that_stays_on_its_paper(logged, name):
    drawn = ElementTree.fromstring(chart(name, summed(*logged)))

    _, _, width, height = (float(number) for number in drawn.attrib["viewBox"].split())
    assert "script" not in {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert drawn.attrib["aria-label"]
    for element in drawn.iter():
        ends = [float(element.attrib.get(x, 0)) for x in ("x", "x1", "x2", "cx")]
        downs = [float(element.attrib.get(y, 0)) for y in ("y", "y1", "y2", "cy")]
        assert all(0 <= x <= width for x in ends)
        assert all(0 <= y <= height for y in downs)


@pytest.mark.parametrize("text", [*TREND_WORDS.values(), WHAT_IT_IS, MAY_BE_CHANCE, "Rose by 1.3 on average, 3 times."])
def test_the_words_are_plain(text):
    assert faults_in([text]) == []
