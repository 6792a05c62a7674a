"""The series of ratings: one for each thing, read for the rule about high ones."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.coping.cravings.ratings import facts_at, high_after_twice, high_twice_24h, record_rating, stayed_high
from backend.coping.models import CravingRating
from tests.coping.factories import NOON
from tests.times import utc

pytestmark = pytest.mark.django_db
SOURCE = CravingRating.Source


def rate(person, value, at, source=SOURCE.CRAVING_NRS):
    return record_rating(person, value, at=utc(at), source=source, now=NOON)


def test_two_high_ratings_exactly_a_day_apart_count(dana):
    rate(dana, 8, "2026-11-23T12:00", SOURCE.BEFORE)
    rate(dana, 10, "2026-11-24T12:00", SOURCE.DAILY_CHECK_IN)

    assert high_twice_24h(dana, at=utc("2026-11-24T12:00"))


def test_two_high_ratings_a_minute_more_than_a_day_apart_do_not(dana):
    rate(dana, 8, "2026-11-23T11:59")
    rate(dana, 8, "2026-11-24T12:00")

    assert not high_twice_24h(dana, at=utc("2026-11-24T12:00"))


def test_an_earlier_rating_that_arrives_later_counts_with_the_one_after_it(dana):
    rate(dana, 9, "2026-11-24T13:00")
    rate(dana, 9, "2026-11-24T12:00")

    assert high_twice_24h(dana, at=utc("2026-11-24T12:00"))


def test_high_ratings_around_one_that_is_not_do_not_make_it_high(dana):
    rate(dana, 9, "2026-11-24T11:00")
    rate(dana, 3, "2026-11-24T12:00")
    rate(dana, 9, "2026-11-24T13:00")

    assert not high_twice_24h(dana, at=utc("2026-11-24T12:00"))


def test_two_high_ratings_after_exercises_are_in_a_row_whichever_arrives_first(dana):
    rate(dana, 9, "2026-11-24T13:00", SOURCE.AFTER)
    rate(dana, 8, "2026-11-24T12:00", SOURCE.AFTER)

    assert high_after_twice(dana, at=utc("2026-11-24T12:00"))


def test_ratings_of_somebody_else_do_not_count(dana, nora):
    rate(nora, 9, "2026-11-24T11:00")
    rate(dana, 9, "2026-11-24T12:00")

    assert not high_twice_24h(dana, at=utc("2026-11-24T12:00"))


def test_only_ratings_after_an_exercise_make_two_high_ones_after(dana):
    rate(dana, 9, "2026-11-24T11:00", SOURCE.AFTER)
    rate(dana, 9, "2026-11-24T12:00", SOURCE.BEFORE)
    assert not high_after_twice(dana, at=utc("2026-11-24T12:00"))
    assert not stayed_high(dana, at=NOON)

    rate(dana, 8, "2026-11-24T13:00", SOURCE.AFTER)
    assert high_after_twice(dana, at=utc("2026-11-24T13:00"))
    assert stayed_high(dana, at=NOON)


def test_a_rating_that_is_not_one_of_the_two_is_none_of_them(dana):
    rate(dana, 9, "2026-11-24T11:00", SOURCE.AFTER)
    rate(dana, 9, "2026-11-24T12:00", SOURCE.AFTER)
    rate(dana, 8, "2026-11-25T12:30", SOURCE.BEFORE)

    assert not high_after_twice(dana, at=utc("2026-11-25T12:30"))


def test_after_a_day_two_high_ones_hold_nothing_back(dana):
    rate(dana, 9, "2026-11-24T11:00", SOURCE.AFTER)
    rate(dana, 9, "2026-11-24T12:00", SOURCE.AFTER)

    assert stayed_high(dana, at=utc("2026-11-25T12:00"))
    assert not stayed_high(dana, at=utc("2026-11-25T12:01"))


def test_ratings_that_arrive_out_of_order_are_read_in_theirs(dana):
    rate(dana, 9, "2026-11-24T13:00", SOURCE.AFTER)
    rate(dana, 2, "2026-11-24T12:00", SOURCE.AFTER)
    rate(dana, 9, "2026-11-24T11:00", SOURCE.AFTER)

    assert not high_after_twice(dana, at=utc("2026-11-24T13:00"))
    assert not stayed_high(dana, at=NOON)


def test_both_rules_become_facts(dana):
    rate(dana, 9, "2026-11-24T11:00", SOURCE.AFTER)
    rate(dana, 9, "2026-11-24T12:00", SOURCE.AFTER)

    facts = facts_at(dana, utc("2026-11-24T12:00"))

    assert facts.named == {"craving_high_twice_24h", "craving_high_after_twice"}


def test_an_amended_answer_is_still_one_rating(dana):
    check_in = uuid.uuid4()
    for value in (9, 8):
        record_rating(dana, value, at=NOON, source=SOURCE.DAILY_CHECK_IN, now=NOON, about=check_in)

    assert CravingRating.objects.get().value == 8
    assert not high_twice_24h(dana, at=NOON)


def test_the_database_holds_no_rating_above_ten(dana):
    with pytest.raises(IntegrityError), transaction.atomic():
        rate(dana, 11, "2026-11-24T12:00")


def test_a_long_history_without_a_rating_after_an_exercise_is_not_walked(dana, nora):
    for person, source in ((dana, SOURCE.BEFORE), (nora, SOURCE.AFTER)):
        CravingRating.objects.bulk_create(
            CravingRating(person=person, value=5, at=NOON - timedelta(hours=hours), source=source, recorded_at=NOON)
            for hours in range(2_000)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE coping_cravingrating")

    with CaptureQueriesContext(connection) as asked:
        stayed_high(dana, at=NOON)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "ratings_after_exercises" in plan
