"""A craving is answered at once with an exercise, once, and kept for its owner."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.coping.models import Craving, CravingRating, ExerciseSession
from tests.coping.factories import NOON, log_craving
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_a_craving_brings_an_exercise_and_two_others(api, careful_dana):
    response = log_craving(api(careful_dana), intensity=6)

    assert response.status_code == 201
    offered = [response.data["exercise"], *response.data["alternatives"]]
    assert len({exercise["slug"] for exercise in offered}) == 3
    assert response.data["exercise"]["steps"][0]["seconds"] > 0
    assert "It takes about" in response.data["because"]
    assert response.data["help"] is None


def test_waiting_is_a_choice_too(api, careful_dana):
    response = log_craving(api(careful_dana), intensity=6)

    assert response.data["wait"] == {"exercise": "just-wait", "title": "Just wait ten minutes", "seconds": 600}


def test_what_was_offered_is_kept_with_its_version(api, careful_dana):
    response = log_craving(api(careful_dana), intensity=6)

    session = ExerciseSession.objects.get(pk=response.data["session"]["id"])
    assert (session.exercise, session.exercise_version) == (response.data["exercise"]["slug"], 1)
    assert session.alternatives == [exercise["slug"] for exercise in response.data["alternatives"]]
    assert session.craving_id == uuid.UUID(response.data["id"])


def test_strength_alone_is_enough_to_ask(api, careful_dana):
    response = api(careful_dana).post("/v1/cravings", {"intensity": 5})

    assert response.status_code == 201
    assert response.data["exercise"]


def test_the_exercise_fits_the_place_and_the_time(api, careful_dana):
    response = log_craving(api(careful_dana), triggers=("people_places",), setting="outside", minutes_available=5)

    offered = [response.data["exercise"], *response.data["alternatives"]]
    assert all(exercise["duration_seconds"] <= 5 * 60 for exercise in offered)
    assert {"brisk-walk", "muscle-relax"}.isdisjoint(exercise["slug"] for exercise in offered)


def test_time_is_given_up_when_nothing_fits_and_it_says_so(api, careful_dana):
    response = log_craving(api(careful_dana), minutes_available=1)

    assert response.data["exercise"]["slug"] == "long-sigh"
    assert response.data["because"].startswith("Nothing here fits in 1 minute.")


def test_a_craving_is_a_rating(api, careful_dana):
    log_craving(api(careful_dana), intensity=6)

    rating = CravingRating.objects.get()
    assert (rating.person, rating.value, rating.source, rating.at) == (careful_dana, 6, "before", NOON)


def test_a_craving_logged_without_signal_keeps_its_own_time(api, careful_dana):
    # The phone's clock is ten minutes ahead of ours.
    log_craving(api(careful_dana), occurred_at="2026-11-24T09:10:00Z", sent_at="2026-11-24T17:10:00Z")

    assert Craving.objects.get().occurred_at == utc("2026-11-24T09:00")


def test_a_time_in_the_future_becomes_now(api, careful_dana):
    log_craving(api(careful_dana), occurred_at="2026-11-25T09:00:00Z")

    assert Craving.objects.get().occurred_at == NOON


def test_the_same_craving_sent_again_is_the_same_craving(api, careful_dana):
    phone = api(careful_dana)
    chosen = str(uuid.uuid4())
    first = log_craving(phone, id=chosen, sent_at="2026-11-24T17:00:00Z")

    again = log_craving(phone, id=chosen, sent_at="2026-11-24T17:05:00Z")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.data == first.data
    assert first.data["id"] == chosen
    assert (Craving.objects.count(), CravingRating.objects.count()) == (1, 1)


def test_the_same_id_for_another_craving_is_refused_with_help(api, careful_dana):
    phone = api(careful_dana)
    chosen = str(uuid.uuid4())
    log_craving(phone, id=chosen, intensity=6)

    another = log_craving(phone, id=chosen, intensity=7)

    assert (another.status_code, another.data["code"]) == (409, "id-taken")
    assert another.data["help"]["emergency"]["number"] == "911"
    assert Craving.objects.get().intensity == 6


def test_an_id_that_is_somebody_elses_is_refused(api, careful_dana, nora):
    chosen = str(uuid.uuid4())
    log_craving(api(careful_dana), id=chosen)

    stolen = log_craving(api(nora), id=chosen)

    assert stolen.status_code == 409
    assert not Craving.objects.filter(person=nora).exists()


def test_an_id_that_the_service_made_is_refused(api, careful_dana):
    phone = api(careful_dana)
    made = log_craving(phone).data["id"]

    assert log_craving(phone, id=made).status_code == 409
    assert Craving.objects.count() == 1


def test_a_repeated_key_logs_one_craving(api, careful_dana):
    phone = api(careful_dana)
    body = {"intensity": 6, "triggers": ["stress"]}
    key = str(uuid.uuid4())

    first, again = (phone.post("/v1/cravings", body, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))

    assert first.data == again.data
    assert Craving.objects.count() == 1


def test_a_note_is_read_by_its_owner_and_by_nobody_who_opens_the_database(api, careful_dana):
    phone = api(careful_dana)
    log_craving(phone, note="Saw M. at the station")

    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM coping_craving")
        stored = bytes(cursor.fetchone()[0])

    assert b"station" not in stored
    assert phone.get("/v1/cravings").data["results"][0]["note"] == "Saw M. at the station"


def test_ones_own_cravings_are_listed_latest_first_page_by_page(api, careful_dana, nora):
    phone = api(careful_dana)
    for hour, intensity in ((9, 4), (11, 6), (10, 5)):
        log_craving(phone, intensity=intensity, occurred_at=f"2026-11-24T{hour:02}:00:00Z")
    log_craving(api(nora), intensity=1)

    first = phone.get("/v1/cravings?limit=2").data
    rest = phone.get("/v1/cravings", {"limit": 2, "cursor": first["next"]}).data

    assert [craving["intensity"] for craving in first["results"] + rest["results"]] == [6, 5, 4]
    assert rest["next"] is None


def test_a_list_takes_one_query_however_long_it_is(api, careful_dana, django_assert_max_num_queries):
    phone = api(careful_dana)
    for _ in range(5):
        log_craving(phone, note="so so")

    # Token, account with profile, the keys of the account, the page.
    with django_assert_max_num_queries(5):
        phone.get("/v1/cravings")


def test_a_long_history_costs_no_more_queries(api, careful_dana, django_assert_num_queries):
    phone = api(careful_dana)
    log_craving(phone)
    with CaptureQueriesContext(connection) as early:
        log_craving(phone)
    count = len(early)
    for _ in range(8):
        log_craving(phone)

    with django_assert_num_queries(count):
        log_craving(phone)
