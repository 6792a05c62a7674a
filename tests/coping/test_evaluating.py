"""Draws are made again and judged, over people who agreed to it and with nothing told of a few."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Consent, DataClass
from backend.coping.models import Draw
from tests.coping.factories import log_craving, rate_after
from tests.times import utc

pytestmark = pytest.mark.django_db


def evaluation():
    out = StringIO()
    call_command("recommender", stdout=out)
    return json.loads(out.getvalue())


def test_a_logged_draw_is_reproduced(api, careful_dana):
    phone = api(careful_dana)
    rate_after(phone, log_craving(phone), 3)

    found = evaluation()

    assert found["draws"] == {"reproduced": 1}
    assert found["followed_by"]["first"] == {"sessions": 1, "people": 1, "mean_fall": None}


def test_a_draw_with_another_seed_is_found_out(api, careful_dana):
    for _ in range(8):
        log_craving(api(careful_dana))
    Draw.objects.update(seed=7)

    assert evaluation()["draws"]["differs"] > 0


def test_a_draw_of_an_earlier_model_is_not_made_again(api, careful_dana):
    log_craving(api(careful_dana))
    Draw.objects.update(model_version="pooled-1")

    assert evaluation()["draws"] == {"another_model": 1}


def test_many_draws_cost_no_more_queries(api, careful_dana, django_assert_num_queries):
    log_craving(api(careful_dana))
    with CaptureQueriesContext(connections["keys"]) as few:
        evaluation()
    count = len(few)
    for _ in range(4):
        log_craving(api(careful_dana))

    with django_assert_num_queries(count, connection=connections["keys"]):
        evaluation()


def test_what_was_done_is_told_by_its_place_in_the_offer(api, careful_dana):
    phone = api(careful_dana)
    first = log_craving(phone)
    rate_after(phone, first, 3, exercise=first.data["alternatives"][0]["slug"])
    rate_after(phone, log_craving(phone), 3, exercise="just-wait")
    rate_after(phone, log_craving(phone), None)

    assert {done: each["sessions"] for done, each in evaluation()["followed_by"].items()} == {
        "alternative": 1,
        "just_wait": 1,
    }


def test_who_has_not_agreed_is_not_looked_at(api, careful_dana, unfollowed):
    log_craving(api(unfollowed))
    log_craving(api(careful_dana))
    Consent.objects.filter(data_class=DataClass.IMPROVE).update(revoked_at=utc("2026-11-24T16:00"))

    assert evaluation()["draws"] == {}
