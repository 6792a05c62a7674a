"""An instrument that is offered leads somewhere: the app can begin it, the person can leave it."""

import pytest

from backend.aftercare.models import CheckIn
from backend.aftercare.questionnaires import keeping
from tests.aftercare.factories import MONDAY_TEN, answer, begin
from tests.aftercare.questionnaires import add, changed

pytestmark = pytest.mark.django_db

POSITIVE = {"q1": 3, "q2": 0}


def test_a_positive_phq_2_offers_the_phq_9_and_opens_nothing(api, dana):
    body = answer(api(dana), begin(dana, "phq-2"), POSITIVE).json()

    assert body["actions"] == ["offer:phq-9"]
    assert (body["offers"], body["next"]) == ([{"instrument": "phq-9"}], None)
    assert CheckIn.objects.count() == 1


def test_what_is_offered_is_the_body_that_begins_it(api, dana):
    [offered] = answer(api(dana), begin(dana, "phq-2"), POSITIVE).json()["offers"]

    begun = api(dana).post("/v1/check-ins", offered)

    assert (begun.status_code, begun.json()["instrument"]["code"]) == (201, "phq-9")


def test_a_negative_phq_2_offers_nothing(api, dana):
    assert answer(api(dana), begin(dana, "phq-2"), {"q1": 1, "q2": 1}).json()["offers"] == []


def test_the_same_answers_again_offer_the_same(api, dana):
    check_in, sent = begin(dana, "phq-2"), {"id": "0f0f0f0f-0000-4000-8000-000000000031"}
    answer(api(dana), check_in, POSITIVE, **sent)

    assert answer(api(dana), check_in, POSITIVE, **sent).json()["offers"] == [{"instrument": "phq-9"}]


def test_what_the_person_cannot_begin_is_not_offered(api, dana, sue):
    keeping.switch(sue, "phq-9", is_on=False, now=MONDAY_TEN)

    body = answer(api(dana), begin(dana, "phq-2"), POSITIVE).json()

    assert body["offers"] == []


def test_a_site_s_own_is_offered_until_it_is_retired(api, dana, sue):
    add(sue, changed(code="harbour-evening"))
    leading = changed()
    leading["item_rules"][2]["actions"] = ["offer:harbour-evening", "offer:phq-2"]
    add(sue, leading)
    check_in = begin(dana, "harbour-morning")

    before = answer(api(dana), check_in, {"sleep": 2}).json()["offers"]
    keeping.retire(sue, "harbour-evening", now=MONDAY_TEN)
    after = answer(api(dana), check_in, {"sleep": 2}).json()["offers"]

    assert before == [{"instrument": "harbour-evening"}, {"instrument": "phq-2"}]
    assert after == [{"instrument": "phq-2"}]
