"""Changing what a site says of itself."""

from datetime import date, time

import pytest

from backend.accounts.models import Site
from backend.accounts.policies import policies_of
from backend.care_team.models import SiteHoliday, SiteHours
from tests.console.conftest import text_of
from tests.console.site.filling import filled

pytestmark = pytest.mark.django_db

PAGE = "/console/site/settings/"


def save(client, **changes):
    return client.post(PAGE, filled(client.get(PAGE), **changes))


def hours():
    return [(row.iso_weekday, row.opens, row.closes) for row in SiteHours.objects.order_by("iso_weekday", "opens")]


def test_name_zone_regime_and_policies_change(ada, clinic, console):
    response = save(
        console(ada),
        name="Pier Clinic",
        tzid="Europe/Berlin",
        regime="gdpr",
        consent_months="6",
        follow_up_hours="12, 48",
    )

    assert response["Location"] == "/console/site/"
    site = Site.objects.get(pk=clinic.pk)
    assert (site.name, site.tzid, site.regime) == ("Pier Clinic", "Europe/Berlin", "gdpr")
    assert site.policies == {"consent_months": 6, "follow_up_hours": [12, 48]}


def test_several_stretches_a_day_stay_when_something_else_changes(ada, clinic, console):
    stretches = [(1, time(9), time(12)), (1, time(13), time(17)), (1, time(18), time(0)), (6, time(8), time(10))]
    SiteHours.objects.bulk_create(SiteHours(site=clinic, iso_weekday=d, opens=o, closes=c) for d, o, c in stretches)

    save(console(ada), name="Pier Clinic")

    assert hours() == stretches


def test_a_stretch_is_added_and_one_is_cleared(ada, console):
    save(console(ada), opens_1_1="18:00", closes_1_1="20:00", opens_5_0="", closes_5_0="")

    assert [row for row in hours() if row[0] == 1] == [(1, time(9), time(17)), (1, time(18), time(20))]
    assert not [row for row in hours() if row[0] == 5]


def test_holidays_are_a_date_a_line(ada, console):
    save(console(ada), holidays="2027-01-01\r\n\r\n 2026-12-25\r\n2026-12-25")

    assert list(SiteHoliday.objects.order_by("on").values_list("on", flat=True)) == [
        date(2026, 12, 25),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": " "}, "This field is required."),
        ({"tzid": "Nowhere/Else"}, "Select a valid choice."),
        ({"holidays": "2026-12-25\nChristmas"}, "Line 2 is no date."),
        ({"consent_months": "25"}, "less than or equal to 24"),
        ({"missed_after_serious_days": "0"}, "greater than or equal to 7"),
        ({"follow_up_hours": "soon"}, "Write whole numbers with commas between them."),
        ({"follow_up_hours": "48, 24"}, "Give each number once, the smallest first."),
        ({"opens_2_0": "17:00", "closes_2_0": "09:00"}, "Close later than you open, or at 00:00."),
        ({"closes_2_0": ""}, "Give both times, or neither."),
        (
            {f"{part}_{day}_0": "" for day in range(1, 6) for part in ("opens", "closes")},
            "a site that never opens would answer nobody",
        ),
    ],
)
def test_a_refusal_stands_on_the_form_and_nothing_changes(ada, clinic, console, typed, words):
    response = save(console(ada), **{"name": "Pier Clinic"} | typed)

    assert response.status_code == 422
    assert words in text_of(response)
    assert Site.objects.get(pk=clinic.pk).name == "Harbour Clinic"
    assert not SiteHours.objects.exists()


def test_a_refused_stretch_is_marked_where_it_was_typed(ada, console):
    response = save(console(ada), opens_2_1="20:00", closes_2_1="19:00")

    assert 'href="#id_closes_2_1"' in response.content.decode()


def test_who_sends_second_is_told_and_keeps_what_they_typed(ada, sue, clinic, console):
    opened = filled(console(sue).get(PAGE), name="Quay Clinic", follow_up_hours="12", closes_1_0="18:00")
    save(console(ada), name="Pier Clinic", holidays="2026-12-25")

    response = console(sue).post(PAGE, opened)

    page = text_of(response)
    assert response.status_code == 422
    assert "Somebody else has changed this since you opened it." in page
    assert "In force now: Pier Clinic." in page
    assert "In force now: 2026-12-25." in page
    assert "In force now: 24, 168." in page
    assert "In force now: 17:00." in page
    assert filled(response)["name"] == "Quay Clinic"
    assert Site.objects.get(pk=clinic.pk).name == "Pier Clinic"


def test_what_agrees_with_what_is_in_force_is_not_marked(ada, sue, console):
    save(console(ada), holidays="2026-12-25", follow_up_hours="12, 48")
    opened = filled(console(sue).get(PAGE), name="Quay Clinic")
    save(console(ada), name="Pier Clinic")

    response = console(sue).post(PAGE, opened)

    assert response.content.decode().count("In force now:") == 2  # above the form, and beside the name


def test_sent_once_more_it_holds(ada, sue, clinic, console):
    client = console(sue)
    opened = filled(client.get(PAGE), name="Quay Clinic")
    save(console(ada), name="Pier Clinic", consent_months="3")
    told = client.post(PAGE, opened)

    response = client.post(PAGE, filled(told, consent_months="3"))

    assert response.status_code == 302
    site = Site.objects.get(pk=clinic.pk)
    assert (site.name, policies_of(site).consent_months) == ("Quay Clinic", 3)


def test_a_zone_without_a_place_can_stay(ada, clinic, console):
    Site.objects.filter(pk=clinic.pk).update(tzid="UTC")

    save(console(ada), name="Pier Clinic")

    assert Site.objects.get(pk=clinic.pk).tzid == "UTC"


def test_who_does_not_run_the_site_changes_nothing(sam, nick, console):
    answers = {console(who).get(PAGE).status_code for who in (sam, nick)}
    answers |= {console(who).post(PAGE, {"name": "Pier Clinic"}).status_code for who in (sam, nick)}

    assert answers == {403}
