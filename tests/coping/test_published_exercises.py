"""A language shows what is published in it and nothing else; what was taken back is shown in none."""

import pytest
from django.db import connection

from backend.coping.exercises.library import library
from backend.coping.exercises.published import current_shelf, shelves
from backend.coping.exercises.shelf import Shelf
from backend.coping.models import ExerciseText
from tests.coping.exercise_texts import bring_out, enter, publish, read, reword, take_back

pytestmark = pytest.mark.django_db
ALL = set(library().exercises)


def listed(api, language: str | None = None):
    return api().get("/v1/exercises", {"language": language} if language else {}).data


def slugs(data) -> set[str]:
    return {each["slug"] for each in data["results"]}


def without_database(monkeypatch):
    """Every connection ends here, as with a server that has been stopped."""
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()


def test_the_packaged_english_is_published(api):
    data = listed(api)

    assert slugs(data) == ALL
    assert (data["language"], data["languages"]) == ("en", ["en"])
    assert {(each["state"], each["version"], each["language"]) for each in data["results"]} == {("published", 1, "en")}


def test_a_language_without_anything_is_empty(api):
    data = listed(api, "fr")

    assert (data["results"], data["language"], data["languages"]) == ([], None, ["en"])


def test_neither_a_draft_nor_what_was_only_read_is_shown(api):
    enter("urge-surfing", "long-sigh")
    read("long-sigh")

    assert listed(api, "es")["results"] == []
    assert api().get("/v1/exercises/long-sigh?language=es").status_code == 404


def test_what_is_published_is_shown_in_its_words_and_with_the_facts_of_the_exercise(api):
    bring_out("urge-surfing")

    data = listed(api, "es")
    shown = data["results"][0]
    original = api().get("/v1/exercises/urge-surfing").data

    assert (slugs(data), data["language"], data["languages"]) == ({"urge-surfing"}, "es", ["en", "es"])
    assert (shown["title"], shown["language"]) == ("ES Surf the urge", "es")
    assert shown["steps"][0] == original["steps"][0] | {"text": f"ES {original['steps'][0]['text']}"}
    for fact in ("avoid_if", "duration_seconds", "cycle", "evidence", "craving_min", "unknown_bars"):
        assert shown[fact] == original[fact]


def test_one_exercise_comes_in_the_language_asked_for(api):
    bring_out("urge-surfing")

    assert api().get("/v1/exercises/urge-surfing", {"language": "es"}).data["title"] == "ES Surf the urge"
    assert api().get("/v1/exercises/urge-surfing").data["title"] == "Surf the urge"


def test_a_region_is_served_by_its_language_and_by_nothing_else(api):
    bring_out("urge-surfing", "long-sigh")
    bring_out("urge-surfing", language="es-MX")

    data = listed(api, "ES-mx")

    assert (data["language"], data["languages"]) == ("es-MX", ["en", "es", "es-MX"])
    assert {each["slug"]: each["language"] for each in data["results"]} == {"urge-surfing": "es-MX", "long-sigh": "es"}


def test_english_of_a_region_is_the_packaged_one_but_for_what_is_published_there(api):
    bring_out("urge-surfing", language="en-GB")

    data = listed(api, "en-GB")

    assert slugs(data) == ALL
    assert {each["slug"] for each in data["results"] if each["language"] == "en-GB"} == {"urge-surfing"}


@pytest.mark.parametrize("tag", ["", "spanish", "es_MX", "es%00", "../es"])
def test_what_is_no_language_tag_is_refused_with_its_place(api, tag):
    for path in ("/v1/exercises", "/v1/exercises/urge-surfing"):
        response = api().get(f"{path}?language={tag}")

        assert (response.status_code, response.data["code"]) == (400, "invalid-request")
        assert [error["pointer"] for error in response.data["errors"]] == ["/language"]


def test_words_for_another_version_are_not_shown(api):
    bring_out("urge-surfing")
    ExerciseText.objects.update(version=2)

    assert listed(api, "es")["results"] == []


def test_new_words_take_the_place_of_those_before(api):
    bring_out("urge-surfing")

    reword("urge-surfing", title="Surfea")
    read("urge-surfing")
    publish("urge-surfing")

    assert [each["title"] for each in listed(api, "es")["results"]] == ["Surfea"]
    assert sorted(ExerciseText.objects.values_list("revision", "state")) == [(1, "draft"), (2, "published")]


def test_words_that_were_taken_back_are_gone_and_nothing_older_comes_forth(api):
    bring_out("urge-surfing")
    reword("urge-surfing", title="Surfea")
    read("urge-surfing")
    publish("urge-surfing")

    take_back("urge-surfing", language="es")

    assert listed(api, "es")["results"] == []
    assert "urge-surfing" in slugs(listed(api))


def test_an_exercise_that_was_taken_back_is_shown_in_no_language(api):
    bring_out("urge-surfing", "long-sigh")

    take_back("urge-surfing")

    assert slugs(listed(api)) == ALL - {"urge-surfing"}
    assert slugs(listed(api, "es")) == {"long-sigh"}
    assert api().get("/v1/exercises/urge-surfing").status_code == 404


def test_read_and_published_again_it_comes_back_everywhere(api):
    bring_out("urge-surfing")
    take_back("urge-surfing")

    read("urge-surfing", language="en")
    still_away = slugs(listed(api))
    publish("urge-surfing", language="en")

    assert "urge-surfing" not in still_away
    assert slugs(listed(api)) == ALL
    assert slugs(listed(api, "es")) == {"urge-surfing"}


def test_a_new_version_in_a_release_does_not_bring_it_back(api):
    take_back("urge-surfing")
    ExerciseText.objects.update(version=99)

    assert "urge-surfing" not in slugs(listed(api))


@pytest.mark.parametrize("path", ["/v1/exercises", "/v1/exercises?language=es", "/v1/plan-lines"])
def test_the_etag_changes_with_what_is_published_and_not_with_drafts(api, path):
    bring_out("urge-surfing")
    first = api().get(path)
    enter("long-sigh")
    with_a_draft = api().get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    take_back("urge-surfing")
    after = api().get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert with_a_draft.status_code == 304
    assert (after.status_code, after["ETag"] != first["ETag"]) == (200, True)
    assert first["Cache-Control"] == "public, max-age=300"


@pytest.mark.django_db(transaction=True)
def test_the_list_costs_one_query_and_reads_no_credentials(api, django_assert_num_queries):
    bring_out("urge-surfing")
    phone = api()
    phone.credentials(HTTP_AUTHORIZATION="Bearer hr_long-gone")
    phone.get("/v1/exercises?language=es")

    with django_assert_num_queries(1):
        response = phone.get("/v1/exercises?language=es")

    assert len(response.data["results"]) == 1


def test_ready_lines_name_no_exercise_that_was_taken_back(api):
    before = api().get("/v1/plan-lines").data
    named = next(line["exercise"] for line in before["then"] if line["exercise"])

    take_back(named)

    after = api().get("/v1/plan-lines").data
    assert named in {line["exercise"] for line in before["exercises"]}
    assert named not in {line["exercise"] for line in after["exercises"]}
    assert named not in {line["exercise"] for line in after["then"]}


@pytest.mark.django_db(transaction=True)
def test_what_another_process_saw_taken_back_stays_away_without_a_database(api, monkeypatch):
    take_back("urge-surfing")
    shelves.forget()
    without_database(monkeypatch)

    data = listed(api)

    assert slugs(data) == ALL - {"urge-surfing"}
    assert "urge-surfing" not in {line["exercise"] for line in api().get("/v1/plan-lines").data["exercises"]}


@pytest.mark.django_db(transaction=True)
def test_a_language_that_was_shown_is_shown_on_without_a_database(api, monkeypatch):
    bring_out("urge-surfing")
    before = listed(api, "es")
    without_database(monkeypatch)

    assert listed(api, "es") == before


@pytest.mark.django_db(transaction=True)
def test_words_that_a_process_has_never_seen_are_not_said_to_be_missing(api, monkeypatch):
    bring_out("urge-surfing")
    shelves.forget()
    without_database(monkeypatch)

    response = api().get("/v1/exercises?language=es")

    assert (response.status_code, response.data["code"]) == (503, "unavailable")


@pytest.mark.django_db(transaction=True)
def test_the_copy_on_disk_holds_slugs_and_ids_and_nothing_of_who_did_it(api):
    take_back("urge-surfing")

    kept = shelves.read()

    assert kept == current_shelf()
    assert set(kept.as_json() if kept else {}) == {"schema", "newest_at", "wordings", "taken_back"}


def test_a_database_that_knows_nothing_yet_shows_the_release():
    assert current_shelf() == Shelf()
