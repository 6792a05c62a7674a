"""What a person gets back for answers, and what the answers bring about."""

import pytest

from backend.accounts.models import DataClass
from backend.aftercare.models import CheckIn, Response
from backend.care_team import alerts
from backend.care_team.holds import Hold, hold_of
from backend.care_team.models import Alert
from backend.instruments.levels import Level
from notifications.models import Notification, OpenDelivery
from tests.aftercare.factories import CALM, MONDAY_TEN, PHQ9_CALM, SELF_HARM, answer, begin, expire, revoke
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_calm_answers_are_kept_and_bring_nothing(api, dana):
    check_in = begin(dana)

    response = answer(api(dana), check_in, CALM)

    assert response.status_code == 201
    assert response.json() == {
        "id": str(check_in.responses.get().pk),
        "help": None,
        "level": "L0",
        "scores": [],
        "actions": [],
        "next": None,
        "offers": [],
        "monitoring": {"status": "will_be_read", "next_review_at": None},
    }
    check_in.refresh_from_db()
    assert check_in.state == "answered"
    assert not Alert.objects.exists()


def test_self_harm_brings_the_card_and_rings_the_counsellor(api, dana, sam):
    give_device(sam, "sams-phone")
    check_in = begin(dana)

    body = answer(api(dana), check_in, SELF_HARM).json()

    assert body["level"] == "L2"
    assert body["help"]["emergency"]["number"] == "911"
    assert body["help"]["cards"][0]["code"] == "suicide"
    assert body["actions"] == ["show_card:suicide", "administer:asq", "staff_contact_same_day"]
    alert = Alert.objects.get()
    assert (alert.owner, alert.level, alert.due_at) == (sam, "L2", utc("2026-11-23T19:00"))
    assert alert.evidence.get().rules == ["daily-check-in:self-harm"]
    page = OpenDelivery.objects.get(recipient_id=sam.pk)
    assert (page.kind, page.deliver_at, page.guard_data_class) == ("alert", MONDAY_TEN, "alerts")
    assert hold_of(dana, now=MONDAY_TEN) == Hold(Level.L2, MONDAY_TEN, only_contact=False)


def test_what_is_asked_next_is_open_already(api, dana):
    body = answer(api(dana), begin(dana), SELF_HARM).json()

    asq = CheckIn.objects.get(pk=body["next"]["check_in_id"])
    assert body["next"]["instrument"] == asq.instrument == "asq"
    assert asq.state == "open"
    assert answer(api(dana), asq, {"q1": 1, "q2": 0, "q3": 0, "q4": 0, "q5": 9}).json()["level"] == "L3"


def test_item_nine_fires_on_an_unfinished_form(api, dana):
    check_in = begin(dana, "phq-9")

    response = answer(api(dana), check_in, {"q9": 1}, final=False)

    assert response.status_code == 200
    assert response.json()["level"] == "L2"
    assert response.json()["scores"] == [{"scale": "total", "value": None, "band": None}]
    assert Alert.objects.get().evidence.get().rules == ["phq-9:item-nine"]
    check_in.refresh_from_db()
    assert check_in.state == "open"


def test_parts_merge_item_by_item_and_null_removes(api, dana):
    check_in = begin(dana, "phq-9")
    answer(api(dana), check_in, {"q1": 3, "q2": 3}, final=False)

    response = answer(api(dana), check_in, {"q2": None, "q3": 1}, final=False)

    assert response.status_code == 200
    assert check_in.responses.get().answers == {"q1": 3, "q3": 1}


def test_a_whole_form_takes_the_place_of_its_parts(api, dana):
    check_in = begin(dana, "phq-9")
    answer(api(dana), check_in, {"q9": 1}, final=False)

    response = answer(api(dana), check_in, PHQ9_CALM)

    assert response.status_code == 201
    assert response.json()["scores"] == [{"scale": "total", "value": 0, "band": "minimal"}]
    assert check_in.responses.get().answers == PHQ9_CALM
    assert Alert.objects.get().level == "L2"


def test_the_same_form_in_parts_asks_for_the_next_instrument_once(api, dana):
    check_in = begin(dana, "phq-9")
    first = answer(api(dana), check_in, {"q9": 1}, final=False).json()

    second = answer(api(dana), check_in, PHQ9_CALM | {"q9": 1}).json()

    assert first["next"] == second["next"]
    assert CheckIn.objects.filter(instrument="asq").count() == 1


def test_an_amendment_is_kept_beside_the_first_and_lowers_nothing(api, dana):
    check_in = begin(dana)
    answer(api(dana), check_in, SELF_HARM)

    response = answer(api(dana), check_in, CALM)

    assert response.status_code == 200
    assert response.json()["level"] == "L0"
    first, second = check_in.responses.order_by("pk").all()
    assert {first.amends, second.amends} == {None, check_in.responses.get(amends=None)}
    assert Alert.objects.get().level == "L2"


def test_an_amendment_raises(api, dana, sam):
    check_in = begin(dana)
    answer(api(dana), check_in, {"used": 1})

    body = answer(api(dana), check_in, {"redflags": ["seizure"]}).json()

    assert body["level"] == "L3"
    alert = Alert.objects.get()
    assert (alert.level, alert.due_at) == ("L3", utc("2026-11-23T15:15"))


def test_without_staff_there_is_help_and_no_alert(api, unfollowed):
    body = answer(api(unfollowed), begin(unfollowed), SELF_HARM).json()

    assert body["help"]["watching"].startswith("No one at a clinic sees this")
    assert body["actions"] == ["show_card:suicide", "administer:asq"]
    assert body["monitoring"] == {"status": "nobody", "next_review_at": None}
    assert not Alert.objects.exists()
    assert hold_of(unfollowed, now=MONDAY_TEN) == Hold(Level.L2, MONDAY_TEN, only_contact=False)


@pytest.mark.parametrize("end", [revoke, expire])
def test_without_consent_there_is_help_and_no_alert(api, dana, end):
    end(dana, DataClass.ALERTS)

    body = answer(api(dana), begin(dana), SELF_HARM).json()

    assert body["help"]["cards"][0]["code"] == "suicide"
    assert body["monitoring"]["status"] == "nobody"
    assert not Alert.objects.exists()


def test_out_of_hours_says_when_somebody_reads(api, dana, clock):
    clock.move_to(utc("2026-11-28T15:00"))  # a Saturday

    body = answer(api(dana), begin(dana, now=utc("2026-11-28T15:00")), SELF_HARM).json()

    assert body["monitoring"] == {"status": "out_of_hours", "next_review_at": "2026-11-30T14:00:00Z"}
    assert "09:00 on Monday" in body["help"]["watching"]


def test_two_high_ratings_need_the_grant_for_the_craving_log(api, dana, clock):
    revoke(dana, DataClass.CRAVINGS)
    answer(api(dana), begin(dana, "craving-nrs"), {"q1": 9})
    clock.move_to(utc("2026-11-23T17:00"))

    body = answer(api(dana), begin(dana, now=utc("2026-11-23T17:00")), {"craving": 8}).json()

    assert body["level"] == "L1"
    assert body["actions"] == ["offer_person"]  # no promise of a review by whom nobody may tell
    assert body["monitoring"]["status"] == "will_be_read"  # as other answers are
    assert not Alert.objects.exists()


def test_the_craving_log_shows_through_no_level_that_readers_of_answers_see(api, dana, sam, clock):
    revoke(dana, DataClass.CRAVINGS)
    answer(api(dana), begin(dana, "craving-nrs"), {"q1": 9})
    clock.move_to(utc("2026-11-23T17:00"))

    told = answer(api(dana), begin(dana, now=utc("2026-11-23T17:00")), {"craving": 8, "want_contact": 0}).json()
    read = api(sam).get(f"/v1/staff/people/{dana.pk}/check-ins").json()["results"]

    assert told["level"] == "L1"
    assert [each["level"] for check_in in read for each in check_in["responses"]] == ["L0", "L0"]


def test_two_high_ratings_within_a_day_are_an_alert(api, dana, clock):
    answer(api(dana), begin(dana, "craving-nrs"), {"q1": 9})
    clock.move_to(utc("2026-11-23T17:00"))

    answer(api(dana), begin(dana, now=utc("2026-11-23T17:00")), {"craving": 8})

    alert = Alert.objects.get()
    assert (alert.level, alert.evidence.get().rules) == ("L1", ["craving-nrs:high-twice"])


def test_the_same_final_answer_under_its_id_is_kept_once(api, dana):
    check_in = begin(dana)
    sent = {"id": "0f0f0f0f-0000-4000-8000-000000000001"}
    first = answer(api(dana), check_in, SELF_HARM, **sent)

    again = answer(api(dana), check_in, SELF_HARM, **sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Response.objects.count() == 1


def test_the_same_final_answer_sent_again_opens_nothing_that_staff_have_closed(api, dana, sam):
    check_in = begin(dana)
    sent = {"id": "0f0f0f0f-0000-4000-8000-000000000001"}
    answer(api(dana), check_in, SELF_HARM, **sent)
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "spoke", now=MONDAY_TEN)

    again = answer(api(dana), check_in, SELF_HARM, **sent)

    assert (again.status_code, again.json()["level"]) == (200, "L2")
    assert again.json()["help"]["cards"][0]["code"] == "suicide"
    assert Alert.objects.get().state == "closed"
    assert hold_of(dana, now=MONDAY_TEN) is None


def test_the_same_idempotency_key_gets_the_same_answer(api, dana):
    check_in, client = begin(dana), api(dana)
    body = {"answers": SELF_HARM}
    first = client.post(f"/v1/check-ins/{check_in.pk}/response", body, HTTP_IDEMPOTENCY_KEY="once")

    again = client.post(f"/v1/check-ins/{check_in.pk}/response", body, HTTP_IDEMPOTENCY_KEY="once")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Response.objects.count() == 1


def test_answers_are_no_clear_text_in_the_database(dana, api):
    answer(api(dana), begin(dana), SELF_HARM)

    stored = Response.objects.values_list("answers", flat=True).get()

    assert "self_harm" not in repr(stored)
    assert Notification.objects.filter(target_type="check-in").count() == 0
