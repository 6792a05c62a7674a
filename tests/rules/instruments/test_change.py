"""PHQ-9 5.2 and GAD-7 4.6 (instruments.json, `reliable_change`): only what is larger is called a change."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.instruments.catalogue import catalogue
from backend.instruments.change import Change, change_of

PHQ9 = catalogue().instruments["phq-9"]
GAD7 = catalogue().instruments["gad-7"]
BAM = catalogue().instruments["bam"]
totals = st.integers(min_value=0, max_value=27)


@pytest.mark.parametrize(
    ("instrument", "before", "now", "change"),
    [
        (PHQ9, 10, 10, "no_reliable_change"),
        (PHQ9, 10, 15, "no_reliable_change"),  # 5 < 5.2
        (PHQ9, 10, 16, "worse"),  # 6 > 5.2
        (PHQ9, 15, 10, "no_reliable_change"),
        (PHQ9, 16, 10, "better"),
        (PHQ9, 27, 0, "better"),
        (GAD7, 10, 14, "no_reliable_change"),  # 4 < 4.6
        (GAD7, 10, 15, "worse"),  # 5 > 4.6
        (GAD7, 15, 10, "better"),
        (PHQ9, None, 10, None),
        (PHQ9, 10, None, None),
        (BAM, 0, 12, None),
    ],
)
def test_a_change_counts_only_beyond_the_noise_of_the_scale(instrument, before, now, change):
    assert change_of(instrument, instrument.scales[0], before=before, now=now) == change


def test_exactly_the_reliable_change_is_not_enough():
    instrument = replace(PHQ9, reliable_change=5)

    assert change_of(instrument, instrument.scales[0], before=0, now=5) is Change.NONE
    assert change_of(instrument, instrument.scales[0], before=0, now=6) is Change.WORSE


def test_where_higher_is_better_a_rise_is_better():
    scale = replace(PHQ9.scales[0], higher_is="better")

    assert change_of(PHQ9, scale, before=0, now=10) is Change.BETTER
    assert change_of(PHQ9, scale, before=10, now=0) is Change.WORSE


@given(totals, totals)
def test_what_is_better_one_way_is_worse_the_other(before, now):
    there = change_of(PHQ9, PHQ9.scales[0], before=before, now=now)
    back = change_of(PHQ9, PHQ9.scales[0], before=now, now=before)

    assert {there, back} in ({Change.NONE}, {Change.BETTER, Change.WORSE})


@given(totals, totals, st.integers(min_value=0, max_value=10))
def test_a_larger_rise_is_never_called_smaller(before, now, more):
    order: list[Change | None] = [Change.BETTER, Change.NONE, Change.WORSE]

    first = change_of(PHQ9, PHQ9.scales[0], before=before, now=now)
    second = change_of(PHQ9, PHQ9.scales[0], before=before, now=now + more)

    assert order.index(second) >= order.index(first)
