"""Whatever a person says no to, the rest works: for them always, for staff in the classes they agreed to."""

import pytest

from backend.accounts import staffing
from backend.accounts.models import DataClass
from tests.aftercare.factories import SELF_HARM
from tests.consenting import consent
from tests.times import utc

pytestmark = pytest.mark.django_db

CARE = [each.value for each in DataClass if each != DataClass.IMPROVE]
# What staff ask that needs one class.
ROUTES = {
    "plan": "/v1/staff/people/{id}",
    "answers": "/v1/staff/people/{id}/check-ins",
    "contact": "/v1/staff/people/{id}/contact-details",
}


@pytest.fixture
def joined(unfollowed, sam):
    staffing.assign(unfollowed, sam, now=utc("2026-11-20T12:00"))
    return unfollowed


@pytest.mark.parametrize("refused", [*CARE, None])
def test_a_refused_class_takes_away_its_own_route_and_no_other(api, joined, sam, refused):
    agreed = [each for each in CARE if each != refused]
    assert consent(api(joined), sam.site.pk, agreed).status_code == 201

    seen = {name: api(sam).get(path.format(id=joined.pk)).status_code for name, path in ROUTES.items()}

    # The five contact details have a consent each: without the one to all of them these still show them.
    expected = {name: 404 if name == refused and name != "contact" else 200 for name in ROUTES}
    assert seen == expected


@pytest.mark.parametrize("refused", [*CARE, "everything"])
def test_the_person_gets_help_and_their_own_data_whatever_they_refuse(api, joined, sam, refused):
    phone = api(joined)
    if refused != "everything":
        consent(phone, sam.site.pk, [each for each in CARE if each != refused])

    begun = phone.post("/v1/check-ins", {"instrument": "daily-check-in"}).json()
    answered = phone.post(f"/v1/check-ins/{begun['id']}/response", {"answers": SELF_HARM, "final": True})

    assert answered.status_code == 201
    assert answered.json()["help"]["emergency"]["number"] == "911"
    told = len(api(sam).get("/v1/staff/alerts").json()["results"])
    assert told == (0 if refused in ("alerts", "everything") else 1)
    assert answered.json()["monitoring"]["status"] == ("will_be_read" if told else "nobody")
    assert phone.post("/v1/cravings", {"intensity": 5, "triggers": []}).status_code == 201


def test_without_consent_to_answers_an_alert_names_no_rule(api, joined, sam):
    phone = api(joined)
    consent(phone, sam.site.pk, ["plan", "alerts"])
    begun = phone.post("/v1/check-ins", {"instrument": "daily-check-in"}).json()

    phone.post(f"/v1/check-ins/{begun['id']}/response", {"answers": SELF_HARM, "final": True})

    shown = api(sam).get("/v1/staff/alerts").json()["results"][0]
    assert shown["level"] == "L2"
    assert shown["evidence"][0]["rules"] == []
