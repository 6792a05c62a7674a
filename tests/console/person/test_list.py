"""Each row of the list says what somebody shares, how quiet they are, and when watching ends."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts import people, staffing
from backend.accounts.models import Consent, DataClass
from backend.aftercare.models import CheckIn
from tests.conftest import SIGNED_UP_AT
from tests.console.conftest import text_of
from tests.rewriting import expire
from tests.times import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = utc("2026-11-23T17:00")


@pytest.fixture
def page(sam, console):
    return lambda: text_of(console(sam).get("/console/people/"))


def test_a_row_names_what_is_shared_and_what_is_not(dana, page):
    Consent.objects.filter(person=dana, data_class__in=["cravings", "safety-plan"]).update(revoked_at=NOW)

    read = page()

    assert "Shares plan, answers, alerts, exercises, how to reach them" in read
    assert "Does not share cravings, safety plan" in read


def test_where_not_all_contact_details_are_shared_a_row_names_those_that_are(dana, page):
    Consent.objects.filter(person=dana, data_class__in=["contact", "address", "in-emergency"]).update(revoked_at=NOW)

    read = page()

    assert "legal name, phone number, e-mail address Does not share address, emergency contact" in read


def test_the_last_day_of_what_ends_is_said_as_a_date_of_the_site(dana, page):
    expire(dana, DataClass.ANSWERS, at=utc("2027-03-02T05:00"))

    assert "; answers until 1 Mar 2027" in page()


@pytest.mark.parametrize(("ends_at", "is_said"), [("2026-12-07T05:00", True), ("2026-12-08T05:00", False)])
def test_a_near_end_of_watching_stands_out_from_14_days_before(dana, page, ends_at, is_said):
    expire(dana, DataClass.ALERTS, at=utc(ends_at))

    assert ("Watching ends on 6 Dec 2026." in page()) == is_said


def test_meetings_are_not_even_named(dana, page):
    assert "meetings" not in page().lower().replace("recovery meetings", "")


def test_quiet_days_and_the_last_miss_are_on_the_row(dana, sam, page):
    CheckIn.objects.create(
        person=dana,
        site=sam.site,
        instrument="daily-check-in",
        version=1,
        state="missed",
        miss="seen",
        opened_at=utc("2026-11-20T14:00"),
        closes_at=utc("2026-11-21T02:00"),
    )

    assert "Last heard 22 days ago Last miss They saw it." in page()


def test_without_answers_nothing_is_said_of_silence(dana, page):
    Consent.objects.filter(person=dana, data_class=DataClass.ANSWERS).update(revoked_at=NOW)

    assert "Last heard" not in page()


def test_who_shares_no_plan_has_no_name_there_and_can_still_be_discharged(sam, dana, console):
    Consent.objects.filter(person=dana).update(revoked_at=NOW)

    response = console(sam).get("/console/people/")

    assert "dana" not in text_of(response)
    assert "Followed since Sun 1 Nov 2026, 07:00 EST" in text_of(response)
    assert f"/console/people/{dana.pk}/team/" in response.content.decode()
    assert not dana.accesslog_set.exists()


@pytest.mark.parametrize("who", ["sue", "theo"])
def test_whom_somebody_else_follows_is_not_among_them(dana, console, request, who):
    Consent.objects.filter(person=dana).update(revoked_at=NOW)

    assert "Followed since" not in text_of(console(request.getfixturevalue(who)).get("/console/people/"))


def test_the_list_is_a_look_at_each_class_that_it_shows(dana, page):
    page()

    assert set(dana.accesslog_set.values_list("data_class", "purpose")) == {
        ("plan", "people"),
        ("answers", "people"),
        ("cravings", "people"),
    }


def test_more_people_take_no_more_queries(dana, sam, console):
    client = console(sam)
    client.get("/console/people/")
    few = queries_of(client)
    for number in range(5):
        person = people.sign_up(people.Profile(handle=f"p{number}"), now=SIGNED_UP_AT).person
        staffing.assign(person, sam, now=SIGNED_UP_AT)
        Consent.objects.create(person=person, site=sam.site, data_class=DataClass.PLAN, granted_at=SIGNED_UP_AT)

    assert queries_of(client) == few


def queries_of(client):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/console/people/")
    return len(queries)
