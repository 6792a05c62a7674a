"""Ratings that stay high open an alert of L1 where staff may know of the craving log, and nowhere else."""

import uuid

import pytest

from backend.accounts.models import Consent, DataClass
from backend.care_team.alerts.closing import close
from backend.care_team.models import Alert, ExpectedRule
from backend.coping.exercises.library import library
from tests.coping.factories import answer_profile, log_craving, rate_after
from tests.times import utc

pytestmark = pytest.mark.django_db

CALM = {slug for slug, exercise in library().exercises.items() if exercise.calm_at_l2}


def log_two_high(phone, clock):
    log_craving(phone, intensity=8)
    clock.move_to(utc("2026-11-24T18:00"))
    return log_craving(phone, intensity=9)


def tell_of_danger(phone, code, told_in):
    if told_in == "craving":
        return log_craving(phone, intensity=4, safety={code: "yes"})
    return phone.put("/v1/safety-profile", {"answers": {code: "yes"}})


def take_back(person, data_class):
    Consent.objects.filter(person=person, data_class=data_class).update(revoked_at=utc("2026-11-24T16:00"))


def test_two_high_cravings_in_a_day_open_an_alert_for_the_next_working_day(api, careful_dana, sam, clock):
    response = log_two_high(api(careful_dana), clock)

    alert = Alert.objects.get()
    evidence = alert.evidence.get()
    assert (alert.level, alert.owner, alert.person) == ("L1", sam, careful_dana)
    assert (evidence.about_type, str(evidence.about_id)) == ("craving", response.data["id"])
    assert evidence.rules == ["craving-nrs:high-twice"]


def test_the_person_is_told_who_reads_it(api, careful_dana, clock):
    response = log_two_high(api(careful_dana), clock)

    assert response.data["monitoring"]["status"] == "will_be_read"
    assert response.data["help"]["watching"].startswith("Your care team at")


def test_one_high_craving_tells_nobody(api, careful_dana):
    log_craving(api(careful_dana), intensity=10)

    assert not Alert.objects.exists()


@pytest.mark.parametrize("data_class", [DataClass.CRAVINGS, DataClass.ALERTS])
def test_without_either_grant_staff_learn_nothing_and_the_person_is_helped_the_same(
    api, careful_dana, clock, data_class
):
    take_back(careful_dana, data_class)

    response = log_two_high(api(careful_dana), clock)

    assert not Alert.objects.exists()
    assert response.data["help"]["lines"]


def test_who_reads_the_log_is_known_before_it_is_written(api, careful_dana, sam):
    phone = api(careful_dana)
    before = phone.get("/v1/monitoring").data["cravings_seen_by"]
    take_back(careful_dana, DataClass.CRAVINGS)

    after = phone.get("/v1/monitoring").data["cravings_seen_by"]

    assert before["always"] == [{"handle": "sam", "role": "counsellor"}]
    assert after["always"] == []


def test_where_no_rule_asks_for_anybody_it_promises_nobody(api, dana):
    answer_profile(dana, suicidal_now="yes")

    response = log_craving(api(dana), intensity=4)

    assert response.data["monitoring"]["status"] == "nobody"
    assert response.data["help"]["watching"].startswith("No one at a clinic was told of this.")


@pytest.mark.parametrize(
    ("code", "rule", "level"),
    [("suicidal_now", "daily-check-in:self-harm", "L2"), ("severe_withdrawal", "daily-check-in:severe-signs", "L3")],
)
@pytest.mark.parametrize("told_in", ["craving", "safety-profile"])
def test_danger_is_followed_wherever_it_is_told(api, careful_dana, sam, code, rule, level, told_in):
    take_back(careful_dana, DataClass.CRAVINGS)  # an alert of L2 or L3 takes no grant but its own

    response = tell_of_danger(api(careful_dana), code, told_in)

    alert = Alert.objects.get()
    evidence = alert.evidence.get()
    assert (alert.level, alert.owner, evidence.about_type, evidence.rules) == (level, sam, told_in, [rule])
    assert response.data["help"]["watching"].startswith("Your care team at Harbour Clinic")
    assert log_craving(api(careful_dana), intensity=4).data["help"]["lines"]


@pytest.mark.parametrize("told_in", ["craving", "safety-profile"])
def test_without_a_clinic_danger_tells_nobody_and_holds_exercises_back(api, unfollowed, told_in):
    answer_profile(unfollowed)
    phone = api(unfollowed)

    response = tell_of_danger(phone, "suicidal_now", told_in)
    answer_profile(unfollowed)
    then = log_craving(phone, intensity=6)

    assert response.data["help"]["watching"].startswith("No one at a clinic")
    assert not Alert.objects.exists()
    assert then.data["wait"] is None
    assert {then.data["exercise"]["slug"], *(each["slug"] for each in then.data["alternatives"])} <= CALM


def test_a_danger_told_with_a_craving_leaves_calm_exercises_alone_in_its_answer(api, careful_dana):
    response = log_craving(api(careful_dana), intensity=6, safety={"suicidal_now": "yes"})

    assert {response.data["exercise"]["slug"], *(each["slug"] for each in response.data["alternatives"])} <= CALM
    assert "suicide" in [card["code"] for card in response.data["help"]["cards"]]
    assert response.data["routes"] == ["crisis-now"]


def test_a_craving_with_a_danger_that_is_sent_again_tells_once(api, careful_dana, sam):
    craving = {"id": str(uuid.uuid4()), "intensity": 6, "safety": {"severe_withdrawal": "yes"}}

    first, again = (api(careful_dana).post("/v1/cravings", craving) for _ in range(2))

    assert Alert.objects.get().evidence.count() == 1
    assert first.data["because"] == again.data["because"]
    assert first.data["because"].startswith("These can be signs of danger.")
    assert first.data["monitoring"] == again.data["monitoring"]


def test_where_staff_expect_it_for_now_it_promises_nobody(api, careful_dana, sam, clock):
    ExpectedRule.objects.create(
        person=careful_dana,
        site=sam.site,
        rule="craving-nrs:high-twice",
        marked_by=sam,
        marked_at=utc("2026-11-24T12:00"),
        until=utc("2026-11-30T12:00"),
        reason="A known hard week.",
    )

    response = log_two_high(api(careful_dana), clock)

    assert response.data["help"]["lines"]
    assert response.data["monitoring"]["status"] == "nobody"
    assert not Alert.objects.exists()


@pytest.mark.parametrize("data_class", [DataClass.CRAVINGS, DataClass.ALERTS])
def test_without_either_grant_it_says_that_nobody_sees_it(api, careful_dana, clock, data_class):
    take_back(careful_dana, data_class)

    response = log_two_high(api(careful_dana), clock)

    assert response.data["monitoring"] == {"status": "nobody", "next_review_at": None}
    assert response.data["help"]["watching"].startswith("No one at a clinic")


def test_a_person_without_staff_is_helped_and_no_alert_is_opened(api, unfollowed, clock):
    response = log_two_high(api(unfollowed), clock)

    assert response.data["help"]["lines"]
    assert not Alert.objects.exists()


def test_an_urge_that_is_not_high_adds_nothing_to_what_staff_know(api, careful_dana, sam, clock):
    phone = api(careful_dana)
    for day in (24, 26):
        clock.move_to(utc(f"2026-11-{day}T17:00"))
        rate_after(phone, log_craving(phone, intensity=7), 8)
    close(Alert.objects.get(), Alert.Outcome.REACHED, by=sam, now=utc("2026-11-26T17:30"))

    clock.move_to(utc("2026-11-26T18:00"))
    response = log_craving(phone, intensity=5)

    alert = Alert.objects.get()
    assert (alert.state, alert.evidence.count()) == ("closed", 1)
    assert response.data["exercise"] is None
    assert response.data["help"]["lines"]
    assert response.data["monitoring"]["status"] == "nobody"


def test_two_high_ratings_after_exercises_open_one_alert(api, careful_dana, clock):
    phone = api(careful_dana)
    for hour in (17, 18):
        clock.move_to(utc(f"2026-11-24T{hour}:00"))
        rate_after(phone, log_craving(phone, intensity=7), 8)

    assert Alert.objects.get().level == "L1"


def test_the_same_craving_sent_again_adds_nothing(api, careful_dana, clock):
    phone = api(careful_dana)
    log_craving(phone, intensity=8)
    chosen = "0b0e6d3a-54d5-4a4e-9d0c-0f6a0d2f7c11"
    for _ in range(2):
        log_craving(phone, intensity=9, id=chosen)

    assert Alert.objects.get().evidence.count() == 1


def test_an_older_craving_that_arrives_later_counts(api, careful_dana, clock):
    phone = api(careful_dana)
    log_craving(phone, intensity=9)

    response = log_craving(phone, intensity=8, occurred_at="2026-11-24T09:00:00Z", sent_at="2026-11-24T17:00:00Z")

    assert response.data["help"]["lines"]
    assert Alert.objects.exists()
