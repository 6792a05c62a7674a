"""The grid in the process, SQL, and reading every row give the same: ids and order, on the whole globe."""

from datetime import date, time
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import ChangeCounter, Meeting
from meetings.search import find
from meetings.search.criteria import parse_criteria
from meetings.search.find import find_by_sql, find_on_board
from meetings.search.geometry import Point, angle_of, central_angle
from meetings.search.grid import keeping, reading
from meetings.search.grid.keeping import FRESH_SECONDS, MOST_CHANGES, Keeper
from meetings.stored import sequence
from tests.meetings import factories
from tests.meetings.test_search_against_brute_force import CORNERS
from tests.times import utc

pytestmark = pytest.mark.django_db

NOW = utc("2026-11-22T12:00")
COUNT = 24
points = st.one_of(
    st.sampled_from(CORNERS),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(lambda p: (round(p[0], 4), round(p[1], 4))),
)
# A meeting as a world has it; None is one without coordinates.
told = st.fixed_dictionaries(
    {
        "at": st.one_of(st.none(), points),
        "weekday": st.integers(0, 6),
        "start": st.sampled_from(["00:00", "07:30", "19:30", "23:59"]),
        "venue_type": st.sampled_from(["in_person", "hybrid"]),
        "is_published": st.sampled_from([True, True, True, False]),
        "valid_until": st.sampled_from([None, None, None, date(2026, 11, 1), date(2027, 1, 1)]),
        "valid_from": st.sampled_from([None, None, date(2026, 10, 1), date(2026, 10, 31)]),
    }
)
asked = st.fixed_dictionaries(
    {
        "near": points.map(lambda p: f"{p[0]},{p[1]}"),
        "limit": st.sampled_from([1, 2, 5, 20, 100]),
    },
    optional={
        "radius_km": st.sampled_from([0, 0.5, 25, 500, 19_000, 25_000]),
        "weekday": st.sampled_from(["0", "1,2,3", "6"]),
        "starts_after": st.sampled_from(["00:00", "19:30", "20:00"]),
        "starts_before": st.sampled_from(["00:00", "07:31", "23:59"]),
        "venue_type": st.sampled_from(["hybrid", "in_person,hybrid", "virtual"]),
    },
)


def made(number: int, told: dict[str, Any]) -> Meeting:
    venue_type = told["venue_type"] if told["at"] else "virtual"
    return factories.unsaved(number, **(told | {"venue_type": venue_type}))


def brute_force(meetings: dict[int, Meeting], asked: dict[str, Any]) -> list[int]:
    criteria = parse_criteria(asked)
    assert criteria.near
    limit = angle_of(400 if criteria.radius_km is None else criteria.radius_km)
    found = []
    for pk, meeting in meetings.items():
        if meeting.is_published and meeting.lat is not None and meeting.lon is not None and is_wanted(meeting, asked):
            angle = central_angle(Point(meeting.lat, meeting.lon), criteria.near)
            found += [(angle, pk)] if angle <= limit else []
    return [pk for _, pk in sorted(found)]


def is_wanted(meeting: Meeting, asked: dict[str, Any]) -> bool:
    first, last = asked.get("starts_after", "00:00"), asked.get("starts_before", "24:00")
    start = f"{meeting.start_time:%H:%M}"
    in_time = start >= first or start < last if last < first else first <= start < last
    in_force = meeting.valid_until is None or meeting.valid_until >= NOW.date()
    on_day = str(meeting.weekday) in asked.get("weekday", "0,1,2,3,4,5,6").split(",")
    return (
        in_time and in_force and on_day and meeting.venue_type in asked.get("venue_type", meeting.venue_type).split(",")
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    world=st.lists(told, min_size=COUNT, max_size=COUNT),
    changes=st.dictionaries(st.integers(1, COUNT + 5), told, max_size=8),
    questions=st.lists(asked, min_size=6, max_size=6),
)
def test_grid_sql_and_every_row_agree(db, world, changes, questions):
    with transaction.atomic():
        meetings = {number: made(number, each) for number, each in enumerate(world, 1)}
        factories.save(list(meetings.values()))
        board = reading.read_whole()
        # Some change, some are withdrawn, some are new.
        changed = {number: made(number, each) for number, each in changes.items()}
        for number in changed.keys() & meetings.keys():
            if not changed[number].is_published and meetings[number].is_published:
                changed[number].withdrawn_at = NOW
        if changed:
            factories.save(list(changed.values()))
        caught_up = reading.read_changes(board, sequence.current()[1], at_most=100)
        assert caught_up is not None
        meetings |= changed

        for question in questions:
            expected = brute_force(meetings, question)
            by_sql = find_by_sql(parse_criteria(question), now=NOW)
            by_grid = find_on_board(caught_up, parse_criteria(question), now=NOW)

            assert [hit.id for hit, _ in by_sql.hits] == expected[: question["limit"]]
            assert by_grid is not None
            assert by_grid.hits == by_sql.hits
            assert bool(by_grid.next) == bool(by_sql.next) == (len(expected) > question["limit"])
        transaction.set_rollback(True)


def test_pages_from_the_grid_follow_each_other_without_gap_or_repeat():
    factories.save([factories.unsaved(number, at=CORNERS[number % len(CORNERS)]) for number in range(1, 61)])
    board = reading.read_whole()
    asked = {"near": "40.7,-74.0", "radius_km": 25_000, "limit": 7}

    paged: list[int] = []
    page = find_on_board(board, parse_criteria(asked), now=NOW)
    while page:
        paged += [hit.id for hit, _ in page.hits]
        page = find_on_board(board, parse_criteria({"cursor": page.next, "limit": 7}), now=NOW) if page.next else None

    assert paged == [hit.id for hit, _ in find_by_sql(parse_criteria(asked | {"limit": 100}), now=NOW).hits]
    assert sorted(paged) == list(range(1, 61))


def test_what_was_unpublished_a_moment_ago_is_gone_whatever_the_grid_says():
    for number in range(1, 4):
        factories.meeting(number, at=(40.7, -74.0))
    board = reading.read_whole()
    asked = parse_criteria({"near": "40.7,-74.0", "limit": 2})
    gone = Meeting.objects.get(pk=1)
    gone.is_published, gone.withdrawn_at = False, NOW
    factories.save([gone])

    on_board, by_sql = find_on_board(board, asked, now=NOW), find_by_sql(asked, now=NOW)

    assert on_board is None
    assert [hit.id for hit, _ in by_sql.hits] == [2, 3]


def test_what_has_moved_a_moment_ago_is_not_found_where_it_was():
    factories.meeting(1, at=(40.7, -74.0))
    board = reading.read_whole()
    factories.meeting(1, at=(41.7, -74.0))

    assert find_on_board(board, parse_criteria({"near": "40.7,-74.0"}), now=NOW) is None


@pytest.mark.parametrize("before", [(40.7, -74.0), (-40.7, 74.0)], ids=["near by", "far away"])
def test_the_grid_answers_nothing_once_somebody_has_posted(before):
    factories.meeting(1, at=before)
    board = reading.read_whole()
    asked = parse_criteria({"near": "40.71,-74.0", "radius_km": 5})
    as_it_was = find_on_board(board, asked, now=NOW)

    factories.meeting(2, at=(40.71, -74.0))

    assert as_it_was is not None
    assert find_on_board(board, asked, now=NOW) is None


def test_a_keeper_gives_what_it_has_and_catches_up_with_changes():
    keeper = Keeper()
    factories.meeting(1, at=(40.7, -74.0))

    keeper.read_whole()
    first = keeper.board(FRESH_SECONDS)
    factories.meeting(2, at=(40.7, -74.0), start="20:00")
    keeper.look_again()
    second = keeper.board(FRESH_SECONDS)

    assert first is not None
    assert second is not None
    assert [len(first.base), len(first.recent)] == [1, 0]
    assert [len(second.base), len(second.recent)] == [1, 1]


def test_over_http_the_grid_answers_and_is_never_behind(api, settings, monkeypatch):
    keeper = Keeper()
    settings.SEARCH_GRID = True
    monkeypatch.setattr(keeping, "_keeper", keeper)
    factories.meeting(1, at=(40.7, -74.0))
    keeper.read_whole()

    def found() -> list[int]:
        return [each["id"] for each in api().get("/v1/meetings?near=40.7,-74.0").json()["results"]]

    with monkeypatch.context() as without_sql:
        without_sql.delattr(find, "find_by_sql")
        first = found()
    factories.meeting(2, at=(40.71, -74.0))
    second = found()
    withdrawn = Meeting.objects.get(pk=1)
    withdrawn.is_published, withdrawn.withdrawn_at = False, NOW
    factories.save([withdrawn])
    third = found()

    assert (first, second, third) == ([1], [1, 2], [2])


def test_after_a_restored_backup_the_grid_is_made_anew():
    keeper = Keeper()
    factories.meeting(1, at=(40.7, -74.0))
    keeper.read_whole()
    before = keeper.board(FRESH_SECONDS)

    sequence.renew_epoch()
    keeper.look_again()

    assert before is not None
    assert keeper.board(FRESH_SECONDS) is not before


def test_more_changes_than_are_worth_following_mean_reading_all():
    factories.meeting(1, at=(40.7, -74.0))
    board = reading.read_whole()
    factories.meeting(2, at=(40.7, -74.0))
    factories.meeting(3, at=(40.7, -74.0))

    assert reading.read_changes(board, ChangeCounter.objects.get().value, at_most=1) is None
    assert MOST_CHANGES > 1


def test_start_times_are_kept_to_the_minute():
    factories.meeting(1, at=(40.7, -74.0), start="19:30")
    stored = Meeting.objects.get()
    stored.start_time = time(19, 29, 59)
    factories.save([stored])
    board = reading.read_whole()
    asked = parse_criteria({"near": "40.7,-74.0", "starts_before": "19:30"})

    on_board = find_on_board(board, asked, now=NOW)

    assert on_board is not None
    assert [hit.id for hit, _ in on_board.hits] == [hit.id for hit, _ in find_by_sql(asked, now=NOW).hits] == [1]
