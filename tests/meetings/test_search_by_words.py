"""q= forgives accents, slips of the finger and word order; what is there as typed comes first."""

import pytest

from meetings.models import SearchWord, WordTrigram
from meetings.search.spelling import trigrams_of
from tests.meetings import factories

pytestmark = pytest.mark.django_db


def ids(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["results"]]


@pytest.fixture
def names(db):
    factories.meeting(1, name="Serenity Group", weekday=1, at=(40.7, -74.0))
    factories.meeting(2, name="Café Hoffnung", notes="Hintere Straße", weekday=2)
    factories.meeting(3, name="Candlelight Serenity", weekday=3, at=(41.7, -74.0))
    factories.meeting(4, name="Severity Check", weekday=4, at=(40.71, -74.0))
    factories.meeting(5, name="Steps at 1400 Main", weekday=5)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("serenty", [1, 3]),  # a letter is missing
        ("serennity", [1, 3]),  # one too many
        ("sreenity", [1, 3]),  # two have changed places
        ("candelight", [3]),
        ("candellihgt", [3]),  # two slips in a long word
        ("serentiy candlelight", [3]),
        ("candlelight serenity", [3]),
        ("hofnung cafe", [2]),
        ("strase", [2]),
        ("candleligt seren", [3]),
        ("stpes", [5]),
        ("1401", []),  # another number is another place
        ("mian 1400", [5]),
        ("xylophone", []),
        ("cat", []),  # too short to guess
    ],
)
def test_slips_accents_and_order_are_forgiven(api, names, typed, found):
    assert ids(api().get("/v1/meetings", {"q": typed})) == found


def test_what_is_there_as_typed_comes_before_what_may_have_been_meant(api, names):
    assert ids(api().get("/v1/meetings", {"q": "severity"})) == [4, 1, 3]
    assert ids(api().get("/v1/meetings", {"q": "serenity", "near": "40.71,-74.0"})) == [1, 3, 4]


def test_words_hold_together_with_the_other_filters(api, names):
    assert ids(api().get("/v1/meetings", {"q": "serentiy", "weekday": 3})) == [3]
    assert ids(api().get("/v1/meetings", {"q": "serentiy", "near": "40.7,-74.0", "radius_km": 50})) == [1]


@pytest.mark.parametrize("asked", [{"q": "serenity"}, {"q": "serenity", "near": "40.71,-74.0"}])
def test_pages_go_on_from_the_certain_into_the_guessed(api, names, asked):
    whole, paged, cursor = ids(api().get("/v1/meetings", asked)), [], None
    while True:
        response = api().get("/v1/meetings", {"cursor": cursor, "limit": 1} if cursor else asked | {"limit": 1})
        paged += ids(response)
        cursor = response.json()["next"]
        if cursor is None:
            break

    assert paged == whole == [1, 3, 4]


def test_words_are_stored_with_the_trigrams_that_are_looked_for(db):
    factories.meeting(1, name="Hope Mississippi Ässä")

    for word in ("hope", "mississippi", "assa"):
        stored = WordTrigram.objects.filter(word=word).values_list("trigram", flat=True)
        assert sorted(stored) == sorted(trigrams_of(word))


def test_words_of_drafts_are_not_learned(db):
    factories.meeting(1, name="Unwritten", is_published=False)

    assert not SearchWord.objects.filter(word="unwritten").exists()


def test_an_unpublished_meeting_is_not_found_by_a_slip(api, names):
    factories.meeting(1, name="Serenity Group", is_published=False, withdrawn_at=factories.SAVED_AT)

    assert ids(api().get("/v1/meetings", {"q": "serenty"})) == [3]
