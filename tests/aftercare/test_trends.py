"""Scores over time, with reliable change; staff read them within consent, and the look is on record."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import AccessLog, DataClass
from tests.aftercare.factories import MONDAY_TEN, answer, begin, revoke
from tests.aftercare.questionnaires import add, second_version

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def phq9(total):
    """Answers that add up to this total, item 9 last."""
    values = [min(3, max(0, total - 3 * place)) for place in range(9)]
    return {f"q{place}": value for place, value in enumerate(values, start=1)}


@pytest.fixture
def answered(api, dana, clock):
    """Answer a form on the next day, and the next, …"""
    days = iter(range(1, 400))

    def give(instrument, answers, **more):
        clock.move_to(MONDAY_TEN + next(days) * DAY)
        check_in = begin(dana, instrument, now=MONDAY_TEN)
        check_in.closes_at = MONDAY_TEN + 500 * DAY
        check_in.save()
        assert answer(api(dana), check_in, answers, **more).status_code in (200, 201)
        return check_in

    return give


@pytest.fixture
def trends(api, dana, sam):
    def read(who=sam, query=""):
        found = api(who).get(f"/v1/staff/people/{dana.pk}/trends{query}").json()["results"]
        return {(each["instrument"], each["scale"]): each for each in found}

    return read


def marks(trend):
    return [(point["value"], point["change"]) for point in trend["points"]]


def test_points_come_newest_first_with_value_band_level_and_change(answered, trends):
    first = answered("phq-9", phq9(8))
    answered("phq-9", phq9(14))

    trend = trends()["phq-9", "total"]

    assert (trend["title"], trend["minimum"], trend["maximum"]) == ("PHQ-9", 0, 27)
    assert (trend["higher_is"], trend["reliable_change"]) == ("worse", 5.2)
    assert [point["value"] for point in trend["points"]] == [14, 8]
    assert trend["points"][1] == {
        "check_in_id": str(first.pk),
        "answered_at": "2026-11-24T15:00:00Z",
        "version": 1,
        "value": 8,
        "band": "mild",
        "level": "L0",
        "change": None,
    }


def test_only_a_change_beyond_what_is_reliable_has_a_name(answered, trends):
    for total in (10, 15, 9, 15):
        answered("phq-9", phq9(total))

    # 10 to 15 is 5, 15 to 9 and 9 to 15 are 6; the PHQ-9's own is 5.2.
    assert marks(trends()["phq-9", "total"]) == [
        (15, "worse"),
        (9, "better"),
        (15, "no_reliable_change"),
        (10, None),
    ]


def test_a_missing_total_is_compared_with_nothing_and_passed_over(answered, trends):
    answered("phq-9", phq9(2))
    answered("phq-9", {"q1": 3})
    answered("phq-9", phq9(8))

    assert marks(trends()["phq-9", "total"]) == [(8, "worse"), (None, None), (2, None)]


def test_the_last_amendment_of_each_check_in_counts(api, dana, answered, trends, clock):
    check_in = answered("gad-7", {f"q{place}": 3 for place in range(1, 8)})
    clock.shift(timedelta(minutes=1))
    answer(api(dana), check_in, {f"q{place}": 0 for place in range(1, 8)})
    clock.shift(timedelta(minutes=1))
    answer(api(dana), check_in, {f"q{place}": 1 for place in range(1, 8)})
    answered("gad-7", {f"q{place}": 1 for place in range(1, 8)} | {"q1": 3, "q2": 3, "q3": 2})

    # 7, then 7 + 2 + 2 + 1 = 12: 5 more, and the GAD-7's own is 4.6.
    assert marks(trends()["gad-7", "total"]) == [(12, "worse"), (7, None)]


def test_late_evidence_and_parts_are_no_points(api, dana, answered, trends, clock):
    late = begin(dana, "phq-9", now=MONDAY_TEN)
    clock.move_to(MONDAY_TEN + 2 * DAY)
    assert answer(api(dana), late, phq9(20)).status_code == 410
    answered("phq-9", phq9(3), final=False)

    assert trends() == {}


def test_each_subscale_has_its_own_trend_and_none_a_mark_that_nobody_published(answered, trends):
    for days in (0, 4):
        answered("bam", {"q4": days, "q5": 0, "q6": 0})

    found = trends()

    assert {scale for _, scale in found} == {"use", "risk", "protective"}
    assert marks(found["bam", "use"]) == [(4, None), (0, None)]
    assert found["bam", "protective"]["higher_is"] == "better"


def test_a_form_without_scores_has_no_trend(answered, trends):
    answered("daily-check-in", {"mood": 2})

    assert trends() == {}


def test_versions_of_a_site_s_own_stand_in_one_trend(answered, trends, clinic):
    add(clinic)
    answered("harbour-morning", {"sleep": 2, "dizzy": 1, "falls": 2})
    add(clinic, second_version())
    answered("harbour-morning", {"sleep": 2})

    trend = trends()["harbour-morning", "night"]

    assert trend["maximum"] == 2
    assert [(point["version"], point["value"]) for point in trend["points"]] == [(2, 2), (1, 4)]


def test_the_newest_are_shown_up_to_a_bound_and_the_oldest_of_them_keeps_its_mark(answered, trends, api, dana, sam):
    for total in (0, 10, 20):
        answered("phq-9", phq9(total))

    assert marks(trends(query="?limit=2")["phq-9", "total"]) == [(20, "worse"), (10, "worse")]
    assert api(sam).get(f"/v1/staff/people/{dana.pk}/trends?limit=101").status_code == 400


def test_the_look_is_on_record(answered, trends, dana, sam):
    answered("phq-9", phq9(3))

    trends()

    look = AccessLog.objects.get(purpose="trends")
    assert (look.staff_id, look.person_id, look.data_class) == (sam.pk, dana.pk, "answers")


def test_without_consent_or_assignment_there_is_nothing(answered, api, dana, sam, sue, theo):
    answered("phq-9", phq9(3))
    url = f"/v1/staff/people/{dana.pk}/trends"

    assert [api(who).get(url).status_code for who in (sam, sue, theo)] == [200, 404, 404]
    revoke(dana, DataClass.ANSWERS)
    assert api(sam).get(url).status_code == 404


def test_a_person_reads_their_own_trends(answered, api, dana, nora):
    answered("phq-9", phq9(3))

    own = api(dana).get("/v1/trends").json()["results"]

    assert [(each["instrument"], [point["value"] for point in each["points"]]) for each in own] == [("phq-9", [3])]
    assert api(nora).get("/v1/trends").json() == {"results": [], "next": None}


def test_a_year_costs_as_many_queries_as_a_day(answered, trends, clinic):
    add(clinic)
    answered("phq-9", phq9(1))
    with CaptureQueriesContext(connection) as short:
        trends()
    for total in range(6):
        answered("phq-9", phq9(total))
        answered("gad-7", {"q1": 1})
        answered("harbour-morning", {"sleep": 1})

    with CaptureQueriesContext(connection) as long:
        trends()

    assert len(long) <= len(short) + 1  # the one for the site's own questionnaires
