"""When an exercise is not enough, people come with it or in its place; no exercise never means no help."""

import uuid

import pytest

from backend.care_team.danger import reading_of_danger
from backend.care_team.holds import raise_hold
from backend.coping.cravings.ratings import record_rating
from backend.coping.exercises.choices import choose_for_oneself
from backend.coping.exercises.library import library
from backend.coping.models import Craving, CravingRating
from backend.coping.recommending.choosing import CARDS, CRISIS, MEDICAL
from backend.instruments.levels import Level
from tests.coping.factories import NOON, answer_profile, cards_of, log_craving, pointers_of, rate_after
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_while_an_l3_is_open_no_exercise_stands_in_for_a_person(api, careful_dana):
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)

    response = log_craving(api(careful_dana))

    assert response.status_code == 201
    assert (response.data["session"], response.data["exercise"], response.data["alternatives"]) == (None, None, [])
    assert response.data["help"]["emergency"]["number"] == "911"
    assert cards_of(response) == ["medical-emergency", "suicide"]


def test_while_an_l2_is_open_people_come_before_a_calm_exercise(api, careful_dana):
    raise_hold(careful_dana, Level.L2, only_contact=False, now=NOON)

    response = log_craving(api(careful_dana), triggers=("boredom",))

    offered = [response.data["exercise"], *response.data["alternatives"]]
    assert {exercise["slug"] for exercise in offered} == {"call-a-supporter", "grounding-54321"}
    assert response.data["help"]["lines"]
    assert response.data["because"].startswith("Reach out to a person first.")


def test_an_l2_that_only_asked_for_contact_filters_nothing(api, careful_dana):
    raise_hold(careful_dana, Level.L2, only_contact=True, now=NOON)

    response = log_craving(api(careful_dana), triggers=("people_places",))

    offered = [response.data["exercise"], *response.data["alternatives"]]
    assert not {exercise["slug"] for exercise in offered} <= {"call-a-supporter", "grounding-54321"}
    assert response.data["help"] is None


def test_a_day_after_the_last_answer_exercises_come_back_where_nobody_watches(api, unfollowed, clock):
    raise_hold(unfollowed, Level.L3, only_contact=False, now=NOON)
    assert log_craving(api(unfollowed)).data["exercise"] is None

    clock.move_to(utc("2026-11-25T17:00"))

    assert log_craving(api(unfollowed)).data["exercise"]


@pytest.mark.parametrize(
    ("code", "cards"),
    [("severe_withdrawal", ["medical-emergency", "bzd-withdrawal-severe"]), ("driving", [])],
)
def test_severe_withdrawal_and_driving_bring_help_and_no_exercise(api, dana, code, cards):
    answer_profile(dana, **{code: "yes"})

    response = log_craving(api(dana))

    assert response.data["exercise"] is None
    assert response.data["help"]["emergency"]["number"] == "911"
    assert cards_of(response) == cards


def test_thoughts_of_suicide_bring_the_card_beside_the_exercise(api, dana):
    answer_profile(dana, suicidal_now="yes")

    response = log_craving(api(dana))

    assert response.data["exercise"]
    assert cards_of(response) == ["suicide"]


def test_somebody_whose_supporters_are_not_safe_is_shown_help_lines_instead(api, dana):
    answer_profile(dana, unsafe_contact="yes")
    for slug in set(library().exercises) - {"call-a-supporter"}:
        choose_for_oneself(dana, slug, "not-for-me", now=NOON)

    response = log_craving(api(dana))

    assert response.data["exercise"] is None
    assert response.data["help"]["lines"]


def test_a_person_who_answered_nothing_about_safety_gets_no_held_breath(api, unfollowed):
    phone = api(unfollowed)

    offered = [
        exercise["slug"]
        for trigger in ("anger", "insomnia", "stress", "conflict")
        for response in [log_craving(phone, triggers=(trigger,), minutes_available=5)]
        for exercise in [response.data["exercise"], *response.data["alternatives"]]
    ]

    assert {"box-breathing", "breathing-478", "cool-water"}.isdisjoint(offered)


def test_one_high_craving_brings_an_exercise_alone(api, careful_dana):
    response = log_craving(api(careful_dana), intensity=9)

    assert response.data["exercise"]
    assert response.data["help"] is None


def test_a_second_high_craving_within_a_day_brings_people_too(api, careful_dana, clock):
    log_craving(api(careful_dana), intensity=8)
    clock.move_to(utc("2026-11-25T16:59"))

    response = log_craving(api(careful_dana), intensity=9)

    assert response.data["exercise"]
    assert response.data["help"]["lines"]


def test_a_high_rating_in_a_check_in_counts_too(api, careful_dana):
    source = CravingRating.Source.DAILY_CHECK_IN
    record_rating(careful_dana, 9, at=utc("2026-11-24T13:00"), source=source, now=NOON)

    assert log_craving(api(careful_dana), intensity=8).data["help"]


def test_more_than_a_day_later_it_is_one_high_craving_again(api, careful_dana, clock):
    log_craving(api(careful_dana), intensity=8)
    clock.move_to(utc("2026-11-25T17:01"))

    assert log_craving(api(careful_dana), intensity=9).data["help"] is None


def test_a_craving_that_is_not_high_itself_does_not_count_earlier_ones(api, careful_dana, clock):
    for minute in (1, 2):
        clock.move_to(utc(f"2026-11-24T17:0{minute}"))
        log_craving(api(careful_dana), intensity=9)
    clock.move_to(utc("2026-11-24T17:03"))

    assert log_craving(api(careful_dana), intensity=3).data["help"] is None


def test_an_urge_still_high_after_an_exercise_brings_people_with_the_outcome(api, careful_dana, clock):
    phone = api(careful_dana)
    craving = log_craving(phone, intensity=9)
    clock.move_to(utc("2026-11-24T17:10"))

    response = rate_after(phone, craving, 8)

    assert response.status_code == 200
    assert response.data["help"]["lines"]


def test_two_urges_that_stay_high_name_ones_people_with_the_outcome(api, careful_dana, clock):
    phone = api(careful_dana)
    phone.post("/v1/supporters", {"label": "My sister"})
    craving = log_craving(phone, intensity=9)
    clock.move_to(utc("2026-11-24T17:10"))

    people = rate_after(phone, craving, 8).data["people"]

    assert [each["label"] for each in people["supporters"]] == ["My sister"]
    assert (people["meetings_online"], people["meetings_near"]) == ([], None)


def test_a_correction_upwards_names_them_too(api, careful_dana):
    phone = api(careful_dana)
    phone.post("/v1/supporters", {"label": "My sister"})
    log_craving(phone, intensity=9)
    craving = log_craving(phone, intensity=4)

    changed = phone.patch(f"/v1/cravings/{craving.data['id']}", {"intensity": 9}).data
    calm = phone.patch(f"/v1/cravings/{craving.data['id']}", {"intensity": 3}).data

    assert [each["label"] for each in changed["people"]["supporters"]] == ["My sister"]
    assert (calm["help"], calm["people"]) == (None, None)


def test_a_place_brings_meetings_near_and_is_kept_nowhere(api, careful_dana):
    phone = api(careful_dana)
    craving = {"id": str(uuid.uuid4()), "intensity": 9}

    here = phone.post("/v1/cravings", craving | {"near": "40.7128,-74.0060"})
    there = phone.post("/v1/cravings", craving | {"near": "41.1,-74.2"})
    nowhere = phone.post("/v1/cravings", {"intensity": 9, "near": "here"})

    assert (here.status_code, here.data["people"]["meetings_near"]) == (201, [])
    assert there.status_code == 200
    assert (nowhere.status_code, pointers_of(nowhere)) == (400, ["/near"])
    assert Craving.objects.count() == 1
    assert "40.7" not in str(Craving.objects.values().get())


def test_two_exercises_that_did_not_help_stop_the_offering_for_a_day(api, careful_dana, clock):
    phone = api(careful_dana)
    for hour in (17, 18):
        clock.move_to(utc(f"2026-11-24T{hour}:00"))
        rate_after(phone, log_craving(phone, intensity=7), 8)

    soon = log_craving(phone, intensity=7)
    clock.move_to(utc("2026-11-25T18:01"))
    next_day = log_craving(phone, intensity=7)

    assert soon.data["exercise"] is None
    assert soon.data["help"]["lines"]
    assert soon.data["because"].startswith("The urge stayed strong two times.")
    assert next_day.data["exercise"]


def test_who_has_come_down_may_try_an_exercise_again(api, careful_dana, clock):
    phone = api(careful_dana)
    for hour in (17, 18):
        clock.move_to(utc(f"2026-11-24T{hour}:00"))
        rate_after(phone, log_craving(phone, intensity=7), 8)

    assert log_craving(phone, intensity=4).data["exercise"] is None
    assert log_craving(phone, intensity=3).data["exercise"]


def test_nobody_is_left_to_wait_alone_where_people_come_first(api, careful_dana):
    raise_hold(careful_dana, Level.L2, only_contact=False, now=NOON)

    response = log_craving(api(careful_dana))

    assert response.data["exercise"]
    assert response.data["wait"] is None


def test_a_missing_rating_between_two_high_ones_is_passed_over(api, careful_dana, clock):
    phone = api(careful_dana)
    for hour, after in ((15, 8), (16, None), (17, 9)):
        clock.move_to(utc(f"2026-11-24T{hour}:00"))
        rate_after(phone, log_craving(phone, intensity=7), after)

    assert log_craving(phone, intensity=7).data["exercise"] is None


def test_a_low_rating_after_an_exercise_ends_the_row(api, careful_dana, clock):
    phone = api(careful_dana)
    for hour, after in ((15, 8), (16, 2), (17, 9)):
        clock.move_to(utc(f"2026-11-24T{hour}:00"))
        rate_after(phone, log_craving(phone, intensity=7), after)

    assert log_craving(phone, intensity=7).data["exercise"]


def test_a_repeated_request_brings_its_help_again(api, careful_dana):
    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)
    chosen = "0b0e6d3a-54d5-4a4e-9d0c-0f6a0d2f7c11"
    first = log_craving(api(careful_dana), id=chosen)

    again = log_craving(api(careful_dana), id=chosen)

    assert again.status_code == 200
    assert again.data["help"] == first.data["help"]


def test_help_is_for_the_country_of_the_account(api, nora):
    raise_hold(nora, Level.L3, only_contact=False, now=NOON)

    response = log_craving(api(nora))

    assert response.data["help"]["country"] == "GB"
    assert response.data["help"]["emergency"]["number"] == "999"


@pytest.mark.parametrize(("code", "card"), [("severe_withdrawal", "medical-emergency"), ("suicidal_now", "suicide")])
def test_who_tells_of_danger_in_the_safety_profile_gets_help_at_once(api, dana, code, card):
    response = api(dana).put("/v1/safety-profile", {"answers": {code: "yes"}})

    assert response.status_code == 200
    assert response.data["help"]["emergency"]["number"] == "911"
    assert response.data["help"]["cards"][0]["code"] == card


def test_a_profile_without_danger_brings_none(api, dana):
    assert api(dana).put("/v1/safety-profile", {"answers": {"pregnancy": "yes"}}).data["help"] is None


def test_the_cards_of_the_profile_are_those_of_the_exercises_routes():
    cards = {code: reading_of_danger({code: "yes"}).cards for code in ("severe_withdrawal", "suicidal_now")}

    assert (cards["severe_withdrawal"], cards["suicidal_now"]) == (CARDS[MEDICAL], CARDS[CRISIS])


def test_answers_of_this_minute_go_before_the_profile_and_leave_it_as_it_was(api, careful_dana):
    phone = api(careful_dana)

    driving = log_craving(phone, safety={"driving": "yes"})
    parked = log_craving(phone)

    assert driving.data["exercise"] is None
    assert driving.data["because"].startswith("Please stop in a safe place first.")
    assert parked.data["exercise"]


def test_who_was_driving_may_say_that_they_have_stopped(api, dana):
    answer_profile(dana, driving="yes")

    assert log_craving(api(dana), safety={"driving": "no"}).data["exercise"]


def test_an_unknown_answer_of_this_minute_is_refused_with_help(api, careful_dana):
    response = log_craving(api(careful_dana), safety={"moon": "yes", "driving": "perhaps"})

    assert response.status_code == 400
    assert {error["pointer"] for error in response.data["errors"]} <= {"/safety/moon", "/safety/driving"}
    assert "perhaps" not in response.content.decode()
    assert response.data["help"]["lines"]
