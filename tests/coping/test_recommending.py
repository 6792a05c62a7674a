"""What is recommended rests on ratings that may be used, is logged whole, and can be made again."""

import pytest
from django.db import connection

from backend.accounts import people
from backend.accounts.models import Consent, DataClass, Person, Site
from backend.care_team.holds import raise_hold
from backend.coping.exercises.library import library
from backend.coping.models import Craving, Draw, ExerciseSession, Outcome, PooledRatings
from backend.coping.recommending.beliefs import ALL_TRIGGERS, Tally
from backend.coping.recommending.evidence import evidence_about, pool_ratings
from backend.coping.recommending.replaying import AnotherLibrary, inputs_from, offer_from
from backend.coping.tasks import pool_ratings as ring
from backend.instruments.levels import Level
from tests.coping.factories import NOON, log_craving
from tests.times import utc

pytestmark = pytest.mark.django_db
EARLIER = utc("2026-11-20T12:00")


@pytest.fixture
def crowd(clinic: Site) -> list[Person]:
    """Twenty people who let the clinic pool what helped them, each with one rated session."""
    return [rated_person(clinic) for _ in range(20)]


def rated_person(site: Site, *, data_class: DataClass = DataClass.IMPROVE, expires_at=None) -> Person:
    person = people.sign_up(people.Profile(), now=EARLIER).person
    Consent.objects.create(person=person, site=site, data_class=data_class, granted_at=EARLIER, expires_at=expires_at)
    rated_session(person)
    return person


def rated_session(person: Person, *, fall: int | None = 3, done: str = "urge-surfing", at=EARLIER) -> Outcome:
    craving = Craving.objects.create(person=person, intensity=8, triggers=["stress"], occurred_at=at, recorded_at=at)
    session = ExerciseSession.objects.create(
        craving=craving, exercise="grounding-54321", exercise_version=1, started_at=at
    )
    after = None if fall is None else 8 - fall
    return Outcome.objects.create(session=session, done=done, intensity_after=after, completed=True, at=at)


def pooled():
    return {(slug, trigger): (count, fall) for slug, trigger, count, fall in PooledRatings.objects.get().tallies}


def test_a_draw_is_logged_and_gives_the_same_offer_again(api, careful_dana):
    rated_session(careful_dana)

    response = log_craving(api(careful_dana), intensity=6, setting="home", minutes_available=15)

    draw = Draw.objects.get(craving=response.data["id"])
    offered = [response.data["exercise"]["slug"], *(each["slug"] for each in response.data["alternatives"])]
    assert draw.model_version == "pooled-2"
    assert [each.slug for each in offer_from(inputs_from(draw.inputs), draw.seed).exercises] == offered


def test_a_draw_from_other_exercises_is_not_made_again_wrongly(api, careful_dana):
    log_craving(api(careful_dana))
    draw = Draw.objects.get()
    inputs = inputs_from(draw.inputs | {"library": "of-another-release"})

    with pytest.raises(AnotherLibrary):
        offer_from(inputs, draw.seed)


def test_what_was_known_of_a_person_is_read_by_nobody_who_opens_the_database(api, dana):
    log_craving(api(dana))

    with connection.cursor() as cursor:
        cursor.execute("SELECT inputs FROM coping_draw")
        stored = bytes(cursor.fetchone()[0])

    assert b"profile" not in stored
    assert Draw.objects.get().inputs["safety"]["profile"]["pregnancy"] == "unknown"


def test_where_nothing_may_be_offered_nothing_is_drawn(api, careful_dana):

    raise_hold(careful_dana, Level.L3, only_contact=False, now=NOON)

    log_craving(api(careful_dana))

    assert not Draw.objects.exists()


def test_ones_own_ratings_are_those_of_what_was_done_with_the_latest_first(dana):
    rated_session(dana, fall=3, done="urge-surfing", at=utc("2026-11-20T12:00"))
    rated_session(dana, fall=-1, done="long-sigh", at=utc("2026-11-21T12:00"))
    rated_session(dana, fall=2, done="", at=utc("2026-11-22T12:00"))

    evidence = evidence_about(dana)

    assert evidence.recent == ("grounding-54321", "long-sigh")
    assert evidence.ratings.own == {
        "grounding-54321": Tally(1, 2),
        "long-sigh": Tally(1, -1),
        "urge-surfing": Tally(1, 3),
    }


def test_a_missing_rating_is_no_rating_but_the_exercise_was_done(dana):
    rated_session(dana, fall=None, done="urge-surfing")

    evidence = evidence_about(dana)

    assert evidence.ratings.own == {}
    assert evidence.recent == ("urge-surfing",)


def test_just_waiting_is_no_exercise(dana):
    rated_session(dana, done="just-wait")

    evidence = evidence_about(dana)

    assert (evidence.ratings.own, evidence.recent) == ({}, ())


def test_somebody_elses_ratings_are_not_ones_own(dana, nora):
    rated_session(nora)

    assert evidence_about(dana).ratings.own == {}


def test_twenty_people_who_agreed_are_pooled(crowd):
    assert pool_ratings(now=NOON) == 20

    assert pooled() == {("urge-surfing", ALL_TRIGGERS): (20, 60), ("urge-surfing", "stress"): (20, 60)}


def test_nineteen_are_not(clinic):
    for _ in range(19):
        rated_person(clinic)

    assert pool_ratings(now=NOON) == 19
    assert pooled() == {}


def test_who_took_the_consent_back_is_in_no_count_from_the_next_turn_on(crowd):
    pool_ratings(now=NOON)
    Consent.objects.filter(person=crowd[0]).update(revoked_at=utc("2026-11-24T16:59"))

    pool_ratings(now=NOON)

    assert pooled() == {}


@pytest.mark.parametrize("consent", [{"expires_at": utc("2026-11-24T16:59")}, {"data_class": DataClass.EXERCISES}])
def test_neither_an_ended_consent_nor_another_one_lets_anything_be_pooled(clinic, consent):
    for _ in range(19):
        rated_person(clinic)
    rated_person(clinic, **consent)

    assert pool_ratings(now=NOON) == 19
    assert pooled() == {}


def test_neither_waiting_nor_a_missing_rating_is_pooled(crowd):
    rated_session(crowd[0], done="just-wait")
    rated_session(crowd[0], fall=None)

    pool_ratings(now=NOON)

    assert pooled()["urge-surfing", ALL_TRIGGERS] == (20, 60)


def test_what_is_pooled_counts_for_everybody(crowd, dana):
    ring()

    assert evidence_about(dana).ratings.pooled["urge-surfing", "stress"] == Tally(20, 60)


def test_what_many_found_better_is_offered_more_often(api, clinic, careful_dana, crowd):
    for person in crowd:
        for _ in range(5):
            rated_session(person, fall=7, done="grounding-54321")
    pool_ratings(now=NOON)

    offered = [log_craving(api(careful_dana), triggers=("stress",)).data["exercise"]["slug"] for _ in range(8)]

    assert offered.count("grounding-54321") == 8


def test_the_library_has_a_fingerprint_of_its_content():
    assert library().without(["urge-surfing"]).fingerprint == library().fingerprint
