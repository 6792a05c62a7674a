"""A person counts days without use; the count is theirs alone and goes by the calendar of where they are."""

import threading
import uuid

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Consent, DataClass, Person
from backend.coping.counters.keeping import MOST_PER_PERSON
from backend.coping.models import Counter, Slip
from tests.coping.counters.counting import COUNTERS, begun, slip, start
from tests.coping.factories import NOON, pointers_of
from tests.notifications.factories import stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000061"


def test_a_counter_says_days_now_in_all_and_the_next_milestone(api, dana):
    response = start(api(dana), label="Without pills", substance="benzodiazepine")

    assert response.status_code == 201
    assert {name: response.data[name] for name in ("label", "substance", "started_on", "today")} == {
        "label": "Without pills",
        "substance": "benzodiazepine",
        "started_on": "2026-10-14",
        "today": "2026-11-24",
    }
    assert [response.data[name] for name in ("days_now", "days_total", "longest", "slips")] == [41, 41, 41, 0]
    assert response.data["milestones"] == [
        {"code": "1-day", "label": "1 day", "on": "2026-10-15"},
        {"code": "30-days", "label": "30 days", "on": "2026-11-13"},
    ]
    assert response.data["next_milestone"] == {"code": "60-days", "label": "60 days", "on": "2026-12-13"}
    assert response.data["milestone_push_at"] is None


def test_without_a_substance_it_counts_days_without_any(api, dana):
    assert start(api(dana)).data["substance"] is None


def test_a_counter_that_starts_today_is_at_day_0(api, dana):
    response = start(api(dana), started_on="2026-11-24")

    assert (response.data["days_now"], response.data["milestones"]) == (0, [])


def test_the_day_is_that_of_the_person(api, dana, clock):
    counter = begun(api(dana), started_on="2026-11-24")
    clock.move_to(utc("2026-11-25T04:59"))  # a minute before midnight in New York
    before = api(dana).get(counter).data["days_now"]
    clock.move_to(utc("2026-11-25T05:00"))

    assert (before, api(dana).get(counter).data["days_now"]) == (0, 1)


def test_kathmandu_is_five_hours_and_three_quarters_ahead(api, dana, clock):
    Person.objects.filter(pk=dana.pk).update(tzid="Asia/Kathmandu")
    clock.move_to(utc("2026-11-24T18:14"))
    too_early = start(api(dana), started_on="2026-11-25")
    clock.move_to(utc("2026-11-24T18:15"))

    assert (too_early.status_code, start(api(dana), started_on="2026-11-25").status_code) == (400, 201)


@pytest.mark.parametrize("started_on", ["2026-11-25", "9999-12-31", "0001-01-01", "1899-12-31"])
def test_a_day_to_come_or_out_of_reach_is_refused(api, dana, started_on):
    response = start(api(dana), started_on=started_on)

    assert (response.status_code, pointers_of(response)) == (400, ["/started_on"])
    assert started_on not in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"label": ""}, "/label"),
        ({"label": "x" * 61}, "/label"),
        ({"started_on": "2026-02-30"}, "/started_on"),
        ({"started_on": 20261014}, "/started_on"),
        ({"substance": "moonshine"}, "/substance"),
        ({"milestone_push_at": "25:00"}, "/milestone_push_at"),
        ({"milestones": True}, "/milestones"),
    ],
)
def test_bad_input_is_told_by_its_field_and_not_repeated(api, dana, wrong, pointer):
    response = start(api(dana), **wrong)

    assert (response.status_code, pointers_of(response)) == (400, [pointer])
    assert "moonshine" not in response.content.decode()
    assert not Counter.objects.exists()


def test_label_and_substance_lie_sealed(api, dana):
    start(api(dana), label="Without pills", substance="opioid")

    assert b"pills" not in stored_bytes("coping_counter", "label")
    assert b"opioid" not in stored_bytes("coping_counter", "substance")


def test_the_same_counter_sent_again_is_the_same_counter(api, dana):
    phone = api(dana)

    first, again = (start(phone, id=CLIENT_ID, sent_at=f"2026-11-24T17:0{n}:00Z") for n in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    assert Counter.objects.count() == 1


def test_the_same_id_for_another_counter_is_taken(api, dana, nora):
    start(api(dana), id=CLIENT_ID)

    assert start(api(dana), id=CLIENT_ID, label="Another").status_code == 409
    assert start(api(nora), id=CLIENT_ID).status_code == 409


def test_a_counter_sent_again_after_it_was_deleted_is_not_there(api, dana):
    phone = api(dana)
    start(phone, id=CLIENT_ID)
    phone.delete(f"{COUNTERS}/{CLIENT_ID}")

    assert start(phone, id=CLIENT_ID).status_code == 404


def test_a_repeated_key_starts_one_counter(api, dana):
    phone, key = api(dana), str(uuid.uuid4())
    body = {"label": "My days", "started_on": "2026-10-14"}

    first, again = (phone.post(COUNTERS, body, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))

    assert first.json() == again.json()
    assert Counter.objects.count() == 1


def test_there_is_a_most_of_them(api, dana):
    phone = api(dana)
    for _ in range(MOST_PER_PERSON):
        begun(phone)

    one_more = start(phone)

    assert (one_more.status_code, one_more.data["code"]) == (422, "too-many-counters")


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_do_not_make_one_too_many(api, dana):
    for _ in range(MOST_PER_PERSON - 1):
        begun(api(dana))
    phones, statuses = [api(dana), api(dana)], []

    def send(phone) -> None:
        try:
            statuses.append(start(phone).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(statuses) == [201, 422]


def test_the_list_has_the_newest_first(api, dana, clock):
    phone = api(dana)
    begun(phone, label="First")
    clock.shift(60)
    begun(phone, label="Second")

    assert [each["label"] for each in phone.get(COUNTERS).data["results"]] == ["Second", "First"]


def test_the_list_asks_the_database_the_same_number_of_times_however_many_there_are(api, dana):
    phone = api(dana)
    counter = begun(phone, milestone_push_at="09:00")
    slip(phone, counter, on="2026-11-01")
    with CaptureQueriesContext(connection) as few:
        phone.get(COUNTERS)
    for _ in range(9):
        slip(phone, begun(phone, milestone_push_at="09:00"), on="2026-11-02")

    with CaptureQueriesContext(connection) as many:
        phone.get(COUNTERS)

    assert len(many) == len(few)


def test_a_counter_with_ten_thousand_slips_is_read_with_as_few_questions(api, dana):
    phone = api(dana)
    counter = begun(phone, started_on="1990-01-01")
    pk = counter.rsplit("/", 1)[1]
    Slip.objects.bulk_create(
        Slip(person=dana, counter_id=pk, on=NOON.date().replace(year=1990 + n % 36, day=1 + n % 28), recorded_at=NOON)
        for n in range(10_000)
    )

    with CaptureQueriesContext(connection) as queries:
        response = phone.get(counter)

    assert response.data["slips"] == 10_000
    assert len(queries) < 25


def test_a_counter_is_changed_in_part(api, dana):
    phone = api(dana)
    counter = begun(phone, substance="opioid")

    response = phone.patch(counter, {"label": "Since the autumn", "started_on": "2026-11-01", "substance": None})

    assert response.status_code == 200
    assert (response.data["label"], response.data["days_now"], response.data["substance"]) == (
        "Since the autumn",
        23,
        None,
    )


def test_a_start_in_the_future_is_no_change(api, dana):
    phone = api(dana)
    counter = begun(phone)

    response = phone.patch(counter, {"started_on": "2026-11-25"})

    assert (response.status_code, pointers_of(response)) == (400, ["/started_on"])
    assert phone.get(counter).data["started_on"] == "2026-10-14"


def test_another_version_is_not_changed_nor_deleted(api, dana):
    phone = api(dana)
    counter = begun(phone)
    read = phone.get(counter)["ETag"]
    phone.patch(counter, {"label": "New"}, HTTP_IF_MATCH=read)

    late = [phone.patch(counter, {"label": "Late"}, HTTP_IF_MATCH=read), phone.delete(counter, HTTP_IF_MATCH=read)]

    assert [each.status_code for each in late] == [412, 412]
    assert phone.get(counter).data["label"] == "New"


def test_a_slip_makes_another_version(api, dana):
    phone = api(dana)
    counter = begun(phone)
    read = phone.get(counter)["ETag"]
    slip(phone, counter)

    assert phone.delete(counter, HTTP_IF_MATCH=read).status_code == 412


def test_a_deleted_counter_takes_its_slips_along(api, dana):
    phone = api(dana)
    counter = begun(phone)
    slip(phone, counter)

    assert phone.delete(counter).status_code == 204
    assert (phone.get(counter).status_code, Slip.objects.count()) == (404, 0)


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("sam", 403), ("sue", 403), ("olive", 403), ("nora", 404)])
def test_nobody_else_reads_changes_or_deletes_a_counter(api, dana, request, who, status):
    counter = begun(api(dana))
    other = api(request.getfixturevalue(who) if who else None)

    responses = [other.get(counter), other.patch(counter, {"label": "Mine"}), other.delete(counter)]

    assert {each.status_code for each in responses} == {status}
    assert Counter.objects.get().label == "My days"


def test_a_person_lists_their_own_counters_alone(api, dana, nora):
    begun(api(dana))

    assert api(nora).get(COUNTERS).data["results"] == []


def test_it_says_who_would_learn_of_a_slip(api, dana):
    seen_by = start(api(dana)).json()["slips_seen_by"]

    assert [each["handle"] for each in seen_by["always"]] == ["sam"]
    assert seen_by["monitoring"] == {"status": "will_be_read", "next_review_at": None}
    assert seen_by["site"] == "Harbour Clinic"
    assert seen_by["watching"].startswith("Your care team at Harbour Clinic is at work now")


def test_who_does_not_share_the_craving_log_is_told_that_staff_learn_of_a_danger_only(api, dana):
    Consent.objects.filter(person=dana, data_class=DataClass.CRAVINGS).update(revoked_at=utc("2026-11-20T12:00"))

    seen_by = start(api(dana)).json()["slips_seen_by"]

    assert (seen_by["always"], [each["handle"] for each in seen_by["if_urgent"]]) == ([], ["sam"])
    assert seen_by["monitoring"]["status"] == "nobody"


def test_who_shares_the_craving_log_and_no_alerts_is_told_that_nobody_learns_of_it(api, dana):
    Consent.objects.filter(person=dana, data_class=DataClass.ALERTS).update(revoked_at=utc("2026-11-20T12:00"))

    seen_by = start(api(dana)).json()["slips_seen_by"]

    assert (seen_by["always"], seen_by["if_urgent"], seen_by["monitoring"]["status"]) == ([], [], "nobody")


def test_without_a_clinic_it_says_that_no_one_sees_it(api, unfollowed):
    seen_by = start(api(unfollowed)).json()["slips_seen_by"]

    assert (seen_by["always"], seen_by["if_urgent"], seen_by["site"]) == ([], [], None)
    assert seen_by["watching"].startswith("No one at a clinic sees this.")


def test_a_day_that_had_begun_where_it_was_told_is_taken_after_the_flight(api, dana):
    Person.objects.filter(pk=dana.pk).update(tzid="Pacific/Honolulu")  # seven in the morning of the 24th
    phone, in_kiritimati = api(dana), "2026-11-24T11:30:00Z"  # half past one of the 25th there

    told = start(phone, started_on="2026-11-25", occurred_at=in_kiritimati)
    typed_wrong = start(phone, started_on="2026-11-25")
    too_far = start(phone, started_on="2026-11-26", occurred_at=in_kiritimati)
    renamed = phone.patch(f"/v1/counters/{told.data['id']}", {"label": "Mine", "started_on": "2026-11-25"})

    assert (told.status_code, told.data["days_now"], told.data["days_total"]) == (201, 0, 0)
    assert (typed_wrong.status_code, too_far.status_code) == (400, 400)
    assert (renamed.status_code, renamed.data["label"]) == (200, "Mine")
