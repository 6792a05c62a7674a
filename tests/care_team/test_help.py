"""What somebody we know is shown as help."""

import pytest

from backend.care_team.help import help_to
from tests.times import utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-11-23T15:00")
NORS = "ca-national-overdose-response-service-nors"


@pytest.fixture
def in_canada(dana):
    dana.country = "CA"
    dana.save(update_fields=["country"])
    return dana


def lines(person):
    return {line["id"] for line in help_to(person, now=NOW)["lines"]}


def allow_overdose_spotting(site):
    site.policies = {"shows_overdose_spotting": True}
    site.save(update_fields=["policies"])


def test_overdose_spotting_is_shown_where_their_site_allows_it(in_canada, clinic):
    before = lines(in_canada)
    allow_overdose_spotting(clinic)

    assert NORS not in before
    assert NORS in lines(in_canada)


def test_what_a_site_allows_that_does_not_follow_them_changes_nothing(in_canada, other_clinic):
    allow_overdose_spotting(other_clinic)

    assert NORS not in lines(in_canada)


def test_somebody_who_chose_uk_has_the_help_of_great_britain(api, dana):
    chosen = api(dana).patch("/v1/me", {"country": "UK"})
    dana.refresh_from_db()

    told = help_to(dana, now=NOW)

    assert chosen.status_code == 200
    assert (told["country"], told["emergency"]["number"]) == ("GB", "999")
    assert told["lines"]
