"""Danger told in a request that is refused: nothing of it is kept, and it is heard."""

import uuid

import pytest

from backend.accounts import sessions
from backend.care_team.models import Alert, SafetyProfile
from backend.coping.models import Craving
from tests.coping.factories import NOON, answer_profile, cards_of, log_craving

pytestmark = pytest.mark.django_db

SEVERE = ["medical-emergency", "suicide", "bzd-withdrawal-severe"]
CHOSEN = str(uuid.UUID(int=6))


def refused_craving(phone, **more):
    return log_craving(phone, intensity=12, safety={"severe_withdrawal": "yes"}, **more)


def refused_profile(phone):
    return phone.put("/v1/safety-profile", {"answers": {"severe_withdrawal": "yes", "nonsense": "yes"}})


@pytest.mark.parametrize(
    ("send", "about"), [(refused_craving, "refused-craving"), (refused_profile, "refused-safety-profile")]
)
def test_it_opens_an_alert_holds_exercises_back_and_brings_its_cards(api, careful_dana, sam, send, about):
    response = send(api(careful_dana))

    alert = Alert.objects.get()
    assert response.status_code == 400
    assert (alert.level, alert.owner, alert.evidence.get().about_type) == ("L3", sam, about)
    assert set(SEVERE) <= set(cards_of(response))
    assert response.data["help"]["watching"].startswith("Your care team at Harbour Clinic")
    assert not Craving.objects.exists()
    assert SafetyProfile.objects.get().answers["severe_withdrawal"] == "no"
    assert log_craving(api(careful_dana), intensity=4).data["exercise"] is None


@pytest.mark.parametrize("send", [refused_craving, refused_profile])
def test_under_an_ended_session_it_is_heard_too(api, careful_dana, send):
    phone = api(careful_dana)
    sessions.end_sessions(careful_dana.account, now=NOON)

    response = send(phone)

    assert (response.status_code, response.data["reason"]) == (401, "revoked")
    assert response.data["help"]["emergency"]["number"] == "911"
    assert Alert.objects.get().level == "L3"


def test_under_an_id_that_is_taken_it_is_heard_too(api, careful_dana):
    phone = api(careful_dana)
    log_craving(phone, intensity=4, id=CHOSEN)

    response = log_craving(phone, intensity=4, id=CHOSEN, safety={"suicidal_now": "yes"})

    assert (response.status_code, response.data["code"]) == (409, "id-taken")
    assert Alert.objects.get().level == "L2"


def test_the_same_refused_again_adds_nothing_and_another_is_evidence_of_its_own(api, careful_dana):
    phone = api(careful_dana)
    for more in ({}, {}, {"note": "on the train"}):
        refused_craving(phone, **more)

    assert Alert.objects.get().evidence.count() == 2


@pytest.mark.parametrize("safety", [{"severe_withdrawal": ["yes"]}, {"driving": "yes"}, "yes", None])
def test_what_tells_of_no_danger_opens_no_alert_and_brings_help(api, careful_dana, safety):
    response = log_craving(api(careful_dana), intensity=12, safety=safety)

    assert response.status_code == 400
    assert response.data["help"]["lines"]
    assert response.data["help"]["watching"].startswith("No one at a clinic")
    assert not Alert.objects.exists()


def test_it_is_heard_for_whom_nobody_follows(api, unfollowed):
    answer_profile(unfollowed)

    response = refused_craving(api(unfollowed))

    assert set(SEVERE) <= set(cards_of(response))
    assert log_craving(api(unfollowed), intensity=4).data["exercise"] is None
