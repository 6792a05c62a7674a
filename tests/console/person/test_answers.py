"""What a person answered, item by item, and their scores over time, as far as they share it."""

from datetime import timedelta

import pytest

from backend.accounts.models import AlertAccess, DataClass
from backend.aftercare.models import CheckIn, Response
from tests.aftercare.factories import CALM, answer, begin, revoke
from tests.console.conftest import text_of
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")
DAY = timedelta(days=1)


@pytest.fixture
def page(sam, dana, console):
    return lambda who=sam: text_of(console(who).get(f"/console/people/{dana.pk}/answers/"))


@pytest.fixture
def answered(api, dana):
    """Answer a form so many days ago."""

    def give(instrument, answers, *, days_ago=0, **more):
        check_in = begin(dana, instrument, now=NOW)
        assert answer(api(dana), check_in, answers, **more).status_code in (200, 201)
        at = NOW - days_ago * DAY
        Response.objects.filter(check_in=check_in).update(answered_at=at, received_at=at)
        CheckIn.objects.filter(pk=check_in.pk).update(opened_at=at)
        return check_in

    return give


def phq9(total):
    """Answers that add up to this total, item 9 last."""
    values = [min(3, max(0, total - 3 * place)) for place in range(9)]
    return {f"q{place}": value for place, value in enumerate(values, start=1)}


def test_each_item_stands_with_the_words_of_its_answer(answered, page):
    answered("daily-check-in", CALM)

    read = page()

    assert "How is your mood today? Good" in read
    assert "Any of these today? None of these" in read
    assert "How did you sleep? not answered" in read


def test_several_choices_are_all_named(answered, page):
    answered("daily-check-in", CALM | {"halt": ["hungry", "tired"]})

    assert "Pick all that fit. Hungry, Tired" in page()


def test_a_refusal_to_answer_is_told_as_such(answered, page):
    answered("asq", {f"q{number}": 9 for number in range(1, 6)})

    assert "have you wished you were dead? I would rather not answer" in page()


def test_scores_bands_and_reliable_changes_stand_in_a_table(answered, page):
    answered("phq-9", phq9(8), days_ago=28)
    answered("phq-9", phq9(9), days_ago=14)
    answered("phq-9", phq9(15))

    read = page()

    assert "26 Oct 2026 8, mild – " in read
    assert "9 Nov 2026 9, mild no reliable change" in read
    assert "23 Nov 2026 15, moderately severe reliably worse" in read


def test_the_drawing_says_in_words_what_it_shows(sam, dana, answered, console):
    answered("phq-9", phq9(8), days_ago=28)
    answered("phq-9", phq9(15))

    html = console(sam).get(f"/console/people/{dana.pk}/answers/").content.decode()

    assert (
        'aria-label="2 scores, from 8 to 15; lowest 8, highest 15. The scale goes from 0 to 27; higher is worse."'
        in html
    )
    assert html.count('<polygon class="worse"') == 1


def test_an_amendment_comes_first_and_what_was_said_before_stays(answered, api, dana, page):
    check_in = answered("daily-check-in", CALM, days_ago=0)
    Response.objects.update(received_at=NOW - DAY)
    answer(api(dana), check_in, CALM | {"mood": 1})

    read = page()

    assert read.index("How is your mood today? Bad") < read.index("Answered before")
    assert read.index("Answered before") < read.index("How is your mood today? Good")


def test_an_unfinished_form_says_so(answered, page):
    answered("phq-9", {"q1": 2}, final=False)

    assert "They have not finished the form." in page()


def test_pages_turn_and_only_the_first_draws(answered, dana, sam, console):
    for days_ago in range(11):
        answered("phq-9", phq9(8), days_ago=days_ago)

    second = console(sam).get(f"/console/people/{dana.pk}/answers/?page=2")

    assert len(second.context["check_ins"]) == 1
    assert second.context["charts"] == []


def test_without_consent_to_answers_there_is_no_page_and_no_way_to_it(sam, dana, answered, console):
    answered("daily-check-in", CALM)
    revoke(dana, DataClass.ANSWERS)
    client = console(sam)

    assert client.get(f"/console/people/{dana.pk}/answers/").status_code == 404
    assert "answers/" not in client.get(f"/console/people/{dana.pk}/").content.decode()


def test_without_consent_to_the_plan_the_page_names_nobody(dana, answered, page):
    answered("daily-check-in", CALM)
    revoke(dana, DataClass.PLAN)

    read = page()

    assert "dana" not in read
    assert "Handle and plan are not shared with Harbour Clinic." in read
    assert "How is your mood today? Good" in read


def test_a_supervisor_reads_them_while_an_alert_is_open_and_two_weeks_back(dana, sue, answered, page, console):
    answered("daily-check-in", CALM, days_ago=15)
    answered("daily-check-in", CALM | {"mood": 1}, days_ago=13)

    without = console(sue).get(f"/console/people/{dana.pk}/answers/").status_code
    AlertAccess.objects.create(person=dana, site=sue.site, level="L1", since=NOW)
    read = page(sue)

    assert without == 404
    assert "How is your mood today? Bad" in read
    assert "How is your mood today? Good" not in read


@pytest.mark.parametrize(("who", "status"), [("theo", 404), ("sue", 404), ("olive", 403)])
def test_nobody_else_reads_them(dana, console, request, who, status):
    assert console(request.getfixturevalue(who)).get(f"/console/people/{dana.pk}/answers/").status_code == status
