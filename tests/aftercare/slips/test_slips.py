"""A slip is told: the days stay, help comes each time, and staff learn what the person lets them know."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connections

from backend.accounts import sessions
from backend.accounts.models import DataClass
from backend.aftercare.plans import Plan, set_plan
from backend.care_team import alerts
from backend.care_team.holds import hold_of
from backend.care_team.models import Alert, ExpectedRule
from backend.coping.models import Counter, Slip
from backend.instruments.catalogue import catalogue
from tests.aftercare.factories import MONDAY_TEN, revoke
from tests.aftercare.slips.telling import CLIENT_ID, affected, cards_of, rules_of
from tests.coping.counters.counting import begun, slip
from tests.notifications.factories import stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

ON_BENZODIAZEPINES = Plan(frozenset({"benzodiazepine"}), has_prescribed=True)


def level_of_hold(person):
    hold = hold_of(person, now=MONDAY_TEN)
    return hold and hold.level


def test_the_days_without_use_still_count(api, dana):
    response = slip(api(dana), begun(api(dana)))

    assert response.status_code == 201
    assert response.data["text"] == "You told us. That took courage. Your 40 days still count."
    counter = response.data["counter"]
    assert [counter[name] for name in ("days_now", "days_total", "longest", "slips")] == [0, 40, 40, 1]
    assert [each["code"] for each in counter["milestones"]] == ["1-day", "30-days"]


def test_help_comes_with_each_slip_and_the_person_s_own_plan_is_offered(api, dana):
    body = slip(api(dana), begun(api(dana))).json()

    assert body["help"]["emergency"]["number"] == "911"
    assert [card["code"] for card in body["help"]["cards"]] == ["tolerance-lost"]
    assert {"no_blame_message", "offer_relapse_plan"} <= set(body["actions"])
    assert body["level"] == "L1"


def test_a_slip_brings_the_plan_that_was_written_for_it_and_ready_lines_before_one_is(api, dana):
    phone = api(dana)
    counter = begun(phone)
    ready = slip(phone, counter).json()["plan"]
    picked = [{"code": "people", "lines": ["supporter"], "words": ["Ring my sister"]}]
    phone.put("/v1/slip-plan", {"steps": picked})

    own = slip(phone, counter).json()["plan"]

    assert [step["code"] for step in ready["steps"]] == ["safety", "people", "meeting", "care-team", "plan"]
    assert [card["code"] for card in ready["steps"][0]["cards"]] == ["medical-emergency", "tolerance-lost"]
    assert own["steps"][1]["words"] == ["Ring my sister"]


def test_it_asks_how_the_person_is_in_the_words_of_the_check_in(api, dana):
    ask = slip(api(dana), begun(api(dana))).json()["ask"]

    item = catalogue().instruments["daily-check-in"].items_by_id["affected_now"]
    assert (ask["item"], ask["text"]) == ("affected_now", item.text)
    assert [(each["value"], each["label"]) for each in ask["options"]] == [(o.value, o.label) for o in item.options]


@pytest.mark.parametrize("answer", [1, 2])
def test_yes_and_not_sure_bring_the_emergency_number_and_page_staff(api, dana, answer):
    response = slip(api(dana), begun(api(dana)), affected_now=answer)

    assert (response.data["level"], response.data["ask"]) == ("L3", None)
    assert cards_of(response) == ["medical-emergency", "overdose-benzo", "tolerance-lost"]
    assert response.json()["help"]["emergency"]["number"] == "911"
    assert Alert.objects.get().level == "L3"
    assert level_of_hold(dana) == "L3"


def test_no_is_an_answer_too(api, dana):
    response = slip(api(dana), begun(api(dana)), affected_now=0)

    assert (response.data["level"], response.data["ask"]) == ("L1", None)


def test_the_answer_may_come_later_and_raises(api, dana):
    phone = api(dana)
    counter = begun(phone)
    told = slip(phone, counter)

    response = affected(phone, counter, told, 2)

    assert (response.status_code, response.data["level"], response.data["ask"]) == (200, "L3", None)
    alert = Alert.objects.get()
    assert (alert.level, {each.about_type for each in alert.evidence.all()}) == ("L3", {"slip"})
    assert rules_of(alert) == ["daily-check-in:affected-now", "daily-check-in:slip"]


def test_a_lower_answer_takes_nothing_back(api, dana):
    phone = api(dana)
    counter = begun(phone)
    told = slip(phone, counter, affected_now=1)

    response = affected(phone, counter, told, 0)

    assert response.data["level"] == "L3"
    assert (Slip.objects.get().affected_now, Alert.objects.get().level) == (1, "L3")


def test_the_same_answer_again_opens_no_alert_that_staff_have_closed(api, dana, sam):
    phone = api(dana)
    counter = begun(phone)
    told = slip(phone, counter)
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "spoke", now=MONDAY_TEN)

    affected(phone, counter, told, 0)

    assert Alert.objects.get().state == "closed"


def test_staff_learn_of_a_slip_by_the_grant_of_the_craving_log(api, dana):
    slip(api(dana), begun(api(dana)))

    alert = Alert.objects.get()
    assert (alert.level, alert.evidence.get().rules) == ("L1", ["daily-check-in:slip"])


def test_without_that_grant_staff_learn_nothing_and_the_person_reads_so(api, dana):
    revoke(dana, DataClass.CRAVINGS)

    body = slip(api(dana), begun(api(dana))).json()

    assert not Alert.objects.exists()
    assert body["monitoring"] == {"status": "nobody", "next_review_at": None}
    assert body["help"]["watching"].startswith("No one at a clinic sees this.")
    assert "staff_review_next_working_day" not in body["actions"]


def test_of_a_danger_staff_learn_by_the_grant_of_alerts(api, dana):
    revoke(dana, DataClass.CRAVINGS)

    body = slip(api(dana), begun(api(dana)), affected_now=2).json()

    assert Alert.objects.get().evidence.get().rules == ["daily-check-in:affected-now"]
    assert body["monitoring"]["status"] == "will_be_read"


def test_the_craving_log_alone_opens_no_alert_and_promises_nothing(api, dana):
    revoke(dana, DataClass.ALERTS)

    body = slip(api(dana), begun(api(dana))).json()

    assert (Alert.objects.count(), body["monitoring"]["status"]) == (0, "nobody")


def test_on_a_benzodiazepine_plan_a_slip_is_for_today(api, dana):
    set_plan(dana, ON_BENZODIAZEPINES)

    response = slip(api(dana), begun(api(dana)))

    assert (response.data["level"], Alert.objects.get().level) == ("L2", "L2")
    assert cards_of(response) == ["overdose-with-opioids", "tolerance-lost"]


def test_without_a_clinic_everything_comes_too_and_a_hold_is_kept(api, unfollowed):
    body = slip(api(unfollowed), begun(api(unfollowed)), affected_now=1).json()

    assert (body["level"], body["help"]["emergency"]["number"]) == ("L3", "911")
    assert body["help"]["watching"].startswith("No one at a clinic sees this.")
    assert "page_on_call_staff" not in body["actions"]
    assert level_of_hold(unfollowed) == "L3"
    assert not Alert.objects.exists()


def test_the_same_slip_sent_again_gets_the_same_answer_and_opens_no_second_alert(api, dana, sam):
    phone = api(dana)
    counter = begun(phone)
    first = slip(phone, counter, id=CLIENT_ID, affected_now=1, sent_at="2026-11-23T15:00:00Z")
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "spoke", now=MONDAY_TEN)

    again = slip(phone, counter, id=CLIENT_ID, affected_now=1, sent_at="2026-11-23T15:05:00Z")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (Slip.objects.count(), Alert.objects.get().state) == (1, "closed")


def test_a_repeated_key_tells_of_one_slip(api, dana):
    phone = api(dana)
    path, key = f"{begun(phone)}/slips", str(uuid.uuid4())

    first, again = (phone.post(path, {"affected_now": 1}, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))

    assert first.json() == again.json()
    assert Slip.objects.count() == 1
    assert rules_of(Alert.objects.get()) == ["daily-check-in:affected-now", "daily-check-in:slip"]


def test_the_note_and_the_answer_lie_sealed(api, dana):
    slip(api(dana), begun(api(dana)), note="At the station", affected_now=1)

    assert b"station" not in stored_bytes("coping_slip", "note")
    assert stored_bytes("coping_slip", "affected_now") != b"1"


def test_slips_told_without_signal_arrive_in_any_order(api, dana):
    phone = api(dana)
    counter = begun(phone)
    slip(phone, counter, occurred_at="2026-11-20T23:00:00Z")

    response = slip(phone, counter, occurred_at="2026-11-01T23:00:00Z")

    assert [response.data["counter"][name] for name in ("days_now", "days_total", "longest")] == [2, 38, 18]
    assert [each["on"] for each in phone.get(f"{counter}/slips").data["results"]] == ["2026-11-20", "2026-11-01"]


def test_a_phone_whose_clock_is_wrong_is_corrected(api, dana):
    slip(
        api(dana),
        begun(api(dana)),
        occurred_at="2026-11-24T02:00:00Z",
        sent_at="2026-11-24T15:00:00Z",  # a day fast
    )

    assert Slip.objects.get().occurred_at == utc("2026-11-23T02:00")


def test_a_slip_late_at_night_is_of_the_day_that_it_was_there(api, dana):
    slip(api(dana), begun(api(dana)), occurred_at="2026-11-23T03:30:00Z")  # 22:30 in New York

    assert Slip.objects.get().on == date(2026, 11, 22)


def test_the_phone_may_say_which_day_it_was_where_the_person_was(api, dana):
    slip(api(dana), begun(api(dana), started_on="2020-01-01"), on="2023-05-06")

    kept = Slip.objects.get()
    assert (kept.on, kept.occurred_at) == (date(2023, 5, 6), None)


@pytest.mark.parametrize(
    ("on", "occurred_at"),
    [
        ("2026-11-22", "2026-11-23T01:00:00Z"),  # in New York
        ("2026-11-23", "2026-11-22T23:00:00Z"),  # in Berlin
        ("2025-06-01", "2025-06-01T12:00:00Z"),  # further back than a time is kept
        ("2024-05-06", "2024-05-06T12:00:00Z"),
    ],
)
def test_a_day_and_a_time_that_fit_are_taken(api, dana, on, occurred_at):
    response = slip(api(dana), begun(api(dana), started_on="2020-01-01"), on=on, occurred_at=occurred_at)

    assert response.status_code == 201
    assert Slip.objects.get().on == date.fromisoformat(on)


def test_the_day_may_fit_the_time_that_is_set_right(api, dana):
    slow = {"occurred_at": "2026-01-02T10:00:00Z", "sent_at": "2026-01-02T15:00:00Z"}

    assert slip(api(dana), begun(api(dana)), on="2026-11-23", **slow).status_code == 201


def test_a_day_that_has_come_further_east_is_taken(api, dana):
    """Told in Auckland without signal, sent from Honolulu."""
    response = slip(api(dana), begun(api(dana)), on="2026-11-24")

    assert response.status_code == 201
    assert response.data["counter"]["days_now"] == 0
    assert response.data["counter"]["days_total"] == 40


def test_a_slip_entered_by_mistake_is_deleted_and_its_alert_stays(api, dana):
    phone = api(dana)
    counter = begun(phone)
    told = slip(phone, counter, affected_now=1)

    response = phone.delete(f"{counter}/slips/{told.data['id']}")

    assert response.status_code == 204
    assert (phone.get(counter).data["days_now"], Alert.objects.get().state) == (40, "open")


def test_an_alert_about_a_deleted_counter_is_still_read_by_staff(api, dana, sam):
    phone = api(dana)
    counter = begun(phone)
    slip(phone, counter, affected_now=1)
    phone.delete(counter)

    read = api(sam).get(f"/v1/staff/alerts/{Alert.objects.get().pk}")

    assert (read.status_code, read.json()["evidence"][0]["about"]["type"]) == (200, "slip")
    assert not Counter.objects.exists()


@pytest.mark.parametrize("deleted", ["slip", "counter"])
def test_a_slip_sent_again_after_it_was_deleted_is_gone_and_alerts_nobody_again(api, dana, sam, deleted):
    phone = api(dana)
    counter = begun(phone)
    slip(phone, counter, id=CLIENT_ID)
    alerts.record_outcome(sam, Alert.objects.get().pk, Alert.Outcome.REACHED, "spoke", now=MONDAY_TEN)
    phone.delete(counter if deleted == "counter" else f"{counter}/slips/{CLIENT_ID}")

    again = slip(phone, counter, id=CLIENT_ID)

    assert (again.status_code, again.json()["code"]) == (410, "slip-deleted")
    assert again.json()["help"]["emergency"]["number"] == "911"
    assert Alert.objects.get().state == "closed"


def test_a_slip_told_under_an_ended_session_is_refused_and_heard(api, dana):
    phone = api(dana)
    counter = begun(phone)
    sessions.end_sessions(dana.account, now=MONDAY_TEN)

    response = slip(phone, counter, affected_now=1)

    assert (response.status_code, response.json()["help"]["emergency"]["number"]) == (401, "911")
    assert Alert.objects.get().level == "L3"
    assert not Slip.objects.exists()


def test_a_rule_that_a_supervisor_expects_opens_no_alert_and_help_comes_all_the_same(api, dana, sue):
    ExpectedRule.objects.create(
        person=dana,
        site=sue.site,
        rule="daily-check-in:slip",
        reason="A hard week.",
        marked_by=sue,
        marked_at=MONDAY_TEN,
        until=MONDAY_TEN + timedelta(days=7),
    )

    response = slip(api(dana), begun(api(dana)))

    assert response.json()["help"]["emergency"]["number"] == "911"
    assert not Alert.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_phones_that_send_the_same_slip_at_once_tell_of_one(api, dana):
    phones, found = [api(dana), api(dana)], []
    counter = begun(phones[0], milestone_push_at="09:00")

    def send(phone) -> None:
        try:
            found.append(slip(phone, counter, id=CLIENT_ID, affected_now=1))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(each.status_code for each in found) == [200, 201]
    assert found[0].json() == found[1].json()
    assert (Slip.objects.count(), Alert.objects.count()) == (1, 1)
