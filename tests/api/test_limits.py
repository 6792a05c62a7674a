import pytest
from django.core.cache import cache

from backend.config.cache import OpenRedisCache

pytestmark = pytest.mark.django_db
IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
NOBODY_THERE = {
    "default": {"BACKEND": "backend.config.cache.OpenRedisCache", "LOCATION": "unix:///nowhere/valkey.sock"}
}


def test_the_sixty_first_sign_up_from_one_address_in_an_hour_has_to_wait(api, settings):
    settings.CACHES = IN_MEMORY
    cache.clear()

    answers = [api().post("/v1/accounts", {}) for _ in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {201}
    assert answers[60].status_code == 429
    assert answers[60].json()["code"] == "too-many-requests"
    assert int(answers[60]["Retry-After"]) > 0


def test_an_address_that_asks_much_more_than_six_hundred_times_a_minute_has_to_wait(api, settings):
    settings.CACHES = IN_MEMORY
    cache.clear()

    # Twenty are not counted, and twenty more when a minute begins meanwhile.
    answers = [api().get("/v1/formats").status_code for _ in range(645)]

    assert set(answers[:600]) == {200}
    assert answers[-1] == 429


def test_help_has_no_limit(api, settings):
    settings.CACHES = IN_MEMORY
    cache.clear()

    answers = {api().get("/v1/crisis/US").status_code for _ in range(605)}

    assert answers == {200}


def test_without_the_cache_everything_passes(api, settings):
    settings.CACHES = NOBODY_THERE

    answer = api().post("/v1/accounts", {})

    assert answer.status_code == 201


def test_a_cache_that_is_away_answers_as_an_empty_one():
    away = OpenRedisCache("unix:///nowhere/valkey.sock", {})

    away.set("key", 1)

    assert away.get("key", "nothing") == "nothing"
    assert away.add("key", 1) is True
    assert away.delete("key") is False
