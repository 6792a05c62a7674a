"""Whom a stage reaches: laws, and cases by hand."""

from hypothesis import given
from hypothesis import strategies as st

from backend.care_team.chain import Ranks, reached_by
from backend.care_team.levels import Whom

STAFF = st.sampled_from("abcdefg")
OF_STAFF = [each for each in Whom if each != Whom.PERSON]
NEXT = [Whom.NEXT_ON_CALL]


def ranks(*, assigned="", on_call="", supervisors="", told="", reachable="abcdefg"):
    owner = (assigned + supervisors + on_call)[0]
    return Ranks(owner, list(assigned), list(on_call), list(supervisors), set(told), set(reachable))


@st.composite
def any_ranks(draw: st.DrawFn):
    several = st.lists(STAFF, unique=True, max_size=4).map("".join)
    drawn = {name: draw(several) for name in ("assigned", "on_call", "supervisors", "told", "reachable")}
    if not drawn["assigned"] + drawn["supervisors"] + drawn["on_call"]:
        drawn["assigned"] = "a"
    return ranks(**drawn)


@given(any_ranks(), st.lists(st.sampled_from(OF_STAFF), min_size=1, unique=True))
def test_a_stage_reaches_somebody_each_once_and_only_those_who_are_there(drawn, wanted):
    found = reached_by(wanted, drawn)

    assert found
    assert len(found) == len(set(found))
    assert set(found) <= set(drawn.everybody)


@given(any_ranks(), st.sampled_from(OF_STAFF))
def test_a_stage_reaches_somebody_who_can_be_reached_where_there_is_one(drawn, whom):
    reachable = set(drawn.everybody) & set(drawn.reachable)
    on_ladder = reachable & set(drawn.ladder)

    found = set(reached_by([whom], drawn))

    if whom in (Whom.NEXT_ON_CALL, Whom.EVERYBODY) and reachable:
        assert found & reachable
    if whom == Whom.ASSIGNED and on_ladder - set(drawn.told):
        assert found & reachable


def test_the_next_is_the_first_who_was_not_told():
    assert reached_by(NEXT, ranks(assigned="a", on_call="bcd", told="ab")) == ["c"]


def test_supervisors_come_after_the_chain():
    assert reached_by(NEXT, ranks(assigned="a", on_call="b", supervisors="c", told="ab")) == ["c"]


def test_when_all_were_told_everybody_is():
    assert reached_by(NEXT, ranks(assigned="a", on_call="b", supervisors="c", told="abc")) == ["a", "b", "c"]


def test_who_cannot_be_reached_is_told_together_with_the_next():
    assert reached_by(NEXT, ranks(assigned="a", on_call="bcd", reachable="ad", told="a")) == ["b", "c", "d"]


def test_for_each_assigned_who_cannot_be_reached_one_more_is_told():
    wanted = [Whom.ASSIGNED, Whom.NEXT_ON_CALL]

    assert reached_by(wanted, ranks(assigned="a", on_call="bcd", reachable="bcd")) == ["a", "b", "c"]


def test_a_supervisor_who_was_told_already_is_no_escalation():
    assert reached_by([Whom.SUPERVISORS], ranks(assigned="a", on_call="b", supervisors="a", told="a")) == ["b"]


def test_the_person_is_no_staff():
    assert reached_by([Whom.PERSON], ranks(assigned="a")) == []
