"""Safety holds and the safety profile; what remains of a person after erasure."""

import pytest

from backend.accounts.models import AlertAccess, DataClass
from backend.care_team import alerts, erasure, export, holds, safety_profile
from backend.care_team.holds import Hold
from backend.care_team.models import Alert, AlertNote, SafetyHold, SafetyProfile
from backend.instruments.levels import Level
from notifications.models import OpenDelivery
from tests.aftercare.factories import follow_too
from tests.care_team.factories import MONDAY_TEN, open_alert
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db


def _hold(person, level=Level.L2, *, only_contact=False, now=MONDAY_TEN):
    holds.raise_hold(person, level, only_contact=only_contact, now=now)


def test_without_staff_a_hold_ends_a_day_after_the_last_answer(unfollowed):
    _hold(unfollowed)
    _hold(unfollowed, now=utc("2026-11-23T20:00"))

    assert holds.hold_of(unfollowed, now=utc("2026-11-24T19:59")) == Hold(Level.L2, MONDAY_TEN, only_contact=False)
    assert holds.hold_of(unfollowed, now=utc("2026-11-24T20:00")) is None


def test_a_hold_lasts_until_staff_acknowledge(dana, sam):
    _hold(dana)
    alert = open_alert(dana)
    assert holds.hold_of(dana, now=utc("2026-11-26T15:00")) is not None

    alerts.acknowledge(sam, alert.pk, now=utc("2026-11-26T15:00"))

    assert holds.hold_of(dana, now=utc("2026-11-26T15:00")) is None


def test_an_alert_about_less_is_no_look_at_the_danger(dana, sam):
    _hold(dana, Level.L3)
    alert = open_alert(dana, Level.L1)

    alerts.acknowledge(sam, alert.pk, now=MONDAY_TEN)

    assert holds.hold_of(dana, now=MONDAY_TEN) == Hold(Level.L3, MONDAY_TEN, only_contact=False)


def test_a_hold_lasts_until_each_site_has_seen_it(dana, sam, theo):
    follow_too(theo, dana, DataClass.ALERTS)
    _hold(dana)
    open_alert(dana)
    of_sam, of_theo = (Alert.objects.get(owner=staff) for staff in (sam, theo))

    alerts.acknowledge(sam, of_sam.pk, now=MONDAY_TEN)
    after_one = holds.hold_of(dana, now=MONDAY_TEN)
    alerts.acknowledge(theo, of_theo.pk, now=MONDAY_TEN)

    assert after_one is not None
    assert holds.hold_of(dana, now=MONDAY_TEN) is None


def test_the_level_of_a_hold_only_rises(dana):
    _hold(dana, Level.L3)
    _hold(dana, Level.L2, now=utc("2026-11-23T16:00"))

    assert holds.hold_of(dana, now=utc("2026-11-23T16:00")) == Hold(Level.L3, MONDAY_TEN, only_contact=False)


def test_a_hold_that_has_ended_does_not_raise_the_next_one(dana):
    _hold(dana, Level.L3)
    later = utc("2026-11-25T15:00")
    _hold(dana, Level.L2, only_contact=True, now=later)

    assert holds.hold_of(dana, now=later) == Hold(Level.L2, later, only_contact=True)


def test_a_danger_beside_a_wish_for_contact_is_more_than_the_wish(dana):
    _hold(dana, only_contact=True)
    _hold(dana, only_contact=False)
    _hold(dana, only_contact=True)

    found = holds.hold_of(dana, now=MONDAY_TEN)
    assert found is not None
    assert not found.only_contact


def test_what_was_not_told_is_unknown(api, dana):
    body = api(dana).get("/v1/safety-profile").json()

    assert set(body["answers"].values()) == {"unknown"}
    assert "seizure_history" in body["answers"]


def test_a_profile_is_told_anew_as_a_whole(api, dana):
    client = api(dana)
    client.put("/v1/safety-profile", {"answers": {"pregnancy": "yes", "driving": "no"}})

    response = client.put("/v1/safety-profile", {"answers": {"driving": "no"}})

    assert response.status_code == 200
    answers = client.get("/v1/safety-profile").json()["answers"]
    assert (answers["pregnancy"], answers["driving"]) == ("unknown", "no")


@pytest.mark.parametrize("answers", [{"weather": "yes"}, {"pregnancy": "perhaps"}, {"pregnancy": None}, "no", None])
def test_an_unknown_question_or_answer_is_refused(api, dana, answers):
    response = api(dana).put("/v1/safety-profile", {"answers": answers})

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert not SafetyProfile.objects.exists()


def tell(person, *, at, **answers):
    safety_profile.tell_profile(person, answers, now=utc(at))


def test_a_danger_that_stood_in_the_profile_already_rings_nobody_again_and_holds_nothing_back(dana, sam):
    tell(dana, at="2026-11-23T15:00", suicidal_now="yes")
    alerts.acknowledge(sam, Alert.objects.get().pk, now=utc("2026-11-23T15:30"))

    tell(dana, at="2026-11-23T16:00", suicidal_now="yes", pregnancy="yes")

    alert = Alert.objects.get()
    assert (alert.state, alert.evidence.count()) == ("acknowledged", 1)
    assert holds.hold_of(dana, now=utc("2026-11-23T16:00")) is None
    assert safety_profile.profile_of(dana)["pregnancy"] == "yes"


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-23T16:00", {"suicidal_now": "yes", "severe_withdrawal": "yes"}),  # more than before
        ("2026-11-24T15:00", {"suicidal_now": "yes"}),  # a day later
    ],
)
def test_another_danger_and_the_same_of_another_day_are_followed(dana, sam, at, then):
    tell(dana, at="2026-11-23T15:00", suicidal_now="yes")
    alerts.acknowledge(sam, Alert.objects.get().pk, now=utc("2026-11-23T15:30"))

    tell(dana, at=at, **then)

    assert Alert.objects.get().state == "open"


def test_a_danger_that_was_over_and_is_told_again_is_followed(dana, sam):
    tell(dana, at="2026-11-23T15:00", suicidal_now="yes")
    alerts.acknowledge(sam, Alert.objects.get().pk, now=utc("2026-11-23T15:30"))
    tell(dana, at="2026-11-23T16:00", suicidal_now="no")

    tell(dana, at="2026-11-23T17:00", suicidal_now="yes")

    assert Alert.objects.get().state == "open"


def test_a_profile_is_one_s_own_and_sealed(api, dana, nora, sam):
    safety_profile.set_profile(dana, {"pregnancy": "yes"})

    assert api(nora).get("/v1/safety-profile").json()["answers"]["pregnancy"] == "unknown"
    assert api(sam).get("/v1/safety-profile").status_code == 403
    assert "pregnancy" not in repr(SafetyProfile.objects.values_list("answers", flat=True).get())


def test_erasing_leaves_of_an_alert_only_that_it_was_and_rings_nobody(dana, sam):
    give_device(sam, "sams-phone")
    _hold(dana)
    safety_profile.set_profile(dana, {"pregnancy": "yes"})
    alert = open_alert(dana)
    alerts.claim(sam, alert.pk, now=MONDAY_TEN)
    open_alert(dana, rules=("daily-check-in:mixed",), now=utc("2026-11-23T16:00"))

    erasure.erase_person(dana, now=utc("2026-11-23T16:01"))

    kept = Alert.objects.get()
    assert (kept.state, kept.outcome, kept.level) == ("closed", "consent-withdrawn", "L2")
    assert not kept.evidence.exists()
    assert not AlertAccess.objects.exists()
    assert not AlertNote.objects.exists()
    assert not SafetyHold.objects.exists()
    assert not SafetyProfile.objects.exists()
    assert not OpenDelivery.objects.exists()


def test_an_export_holds_what_was_written_and_names_nobody(dana, sam):
    alert = open_alert(dana)
    alerts.record_outcome(sam, alert.pk, Alert.Outcome.REACHED, "We spoke.", now=MONDAY_TEN)

    exported = export.export_person(dana)

    assert exported["alerts"][0]["notes"][0]["note"] == "We spoke."
    assert "sam" not in str(exported)
