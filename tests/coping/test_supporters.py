"""Whom the phone itself calls: a label, an order, and nothing that reaches anybody."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.keys.store import destroy_key
from backend.coping.models import Supporter
from backend.coping.supporters.keeping import supporters_of
from tests.coping.factories import pointers_of
from tests.coping.plan_factories import add_supporter, labels_of

pytestmark = pytest.mark.django_db


def ids_of(phone) -> list[str]:
    return [each["id"] for each in phone.get("/v1/supporters").data["results"]]


def test_each_new_one_stands_at_the_end(api, dana):
    phone = api(dana)
    first = add_supporter(phone, "Auntie", contact="call")
    add_supporter(phone, "The one from Tuesdays")

    assert first.status_code == 201
    assert (first.data["label"], first.data["contact"]) == ("Auntie", "call")
    assert labels_of(phone) == ["Auntie", "The one from Tuesdays"]


def test_how_to_reach_them_is_both_ways_unless_it_was_said(api, dana):
    assert add_supporter(api(dana)).data["contact"] == "both"


def test_the_order_changes_in_one_request(api, dana):
    phone = api(dana)
    for label in ("A", "B", "C"):
        add_supporter(phone, label)
    a, b, c = ids_of(phone)

    response = phone.put("/v1/supporters/order", {"ids": [c, a, b]})

    assert [each["label"] for each in response.data["results"]] == ["C", "A", "B"]
    assert labels_of(phone) == ["C", "A", "B"]
    assert [each.label for each in supporters_of(dana)] == ["C", "A", "B"]


def test_an_order_names_each_of_ones_own_once(api, dana, nora):
    phone = api(dana)
    add_supporter(phone, "A")
    add_supporter(phone, "B")
    a, b = ids_of(phone)
    theirs = add_supporter(api(nora)).data["id"]

    for ids in ([a], [a, a], [a, b, b], [a, theirs], [a, b, theirs], []):
        response = phone.put("/v1/supporters/order", {"ids": ids})
        assert (response.status_code, pointers_of(response)) == (400, ["/ids"])
    assert labels_of(phone) == ["A", "B"]


def test_an_order_made_of_an_older_list_is_refused(api, dana):
    phone = api(dana)
    add_supporter(phone, "A")
    add_supporter(phone, "B")
    read = phone.get("/v1/supporters")["ETag"]
    a, b = ids_of(phone)
    phone.put("/v1/supporters/order", {"ids": [b, a]})

    response = phone.put("/v1/supporters/order", {"ids": [a, b]}, HTTP_IF_MATCH=read)

    assert response.status_code == 412
    assert labels_of(phone) == ["B", "A"]


def test_one_is_changed_and_taken_off(api, dana):
    phone = api(dana)
    kept = add_supporter(phone, "Auntie")
    gone = add_supporter(phone, "Someone")

    changed = phone.patch(f"/v1/supporters/{kept.data['id']}", {"label": "Aunt", "contact": "text"})
    deleted = phone.delete(f"/v1/supporters/{gone.data['id']}")

    assert (changed.data["label"], changed.data["contact"]) == ("Aunt", "text")
    assert deleted.status_code == 204
    assert labels_of(phone) == ["Aunt"]


def test_of_two_phones_the_second_learns_that_it_has_changed(api, dana):
    phone, tablet = api(dana), api(dana)
    made = add_supporter(phone)
    path = f"/v1/supporters/{made.data['id']}"
    phone.patch(path, {"label": "Aunt"}, HTTP_IF_MATCH=made["ETag"])

    assert tablet.patch(path, {"label": "A."}, HTTP_IF_MATCH=made["ETag"]).status_code == 412
    assert tablet.delete(path, HTTP_IF_MATCH=made["ETag"]).status_code == 412
    assert labels_of(phone) == ["Aunt"]


def test_after_one_was_taken_off_the_next_still_finds_a_place(api, dana):
    phone = api(dana)
    for label in ("A", "B", "C"):
        add_supporter(phone, label)
    phone.delete(f"/v1/supporters/{ids_of(phone)[1]}")

    add_supporter(phone, "D")

    assert labels_of(phone) == ["A", "C", "D"]


@pytest.mark.parametrize(
    "label",
    [
        "Call 0171 555 2323",
        "Mum +49 (171) 55-52-323",
        "Mum 555.0134",
        "Jo ٠١٧١٥٥٥٢٣",
        "jo@example.org",
        "5 5 5 0 1 3 4",
    ],
)
def test_what_would_reach_somebody_stays_on_the_phone_and_it_says_so(api, dana, label):
    phone = api(dana)

    response = add_supporter(phone, label)

    assert (response.status_code, pointers_of(response)) == (400, ["/label"])
    assert response.data["errors"][0]["detail"].startswith("Numbers and addresses stay on your phone.")
    assert label not in response.content.decode()
    made = add_supporter(phone)
    assert phone.patch(f"/v1/supporters/{made.data['id']}", {"label": label}).status_code == 400


@pytest.mark.parametrize(
    "label", ["Mum 24/7", "Class of 2019", "Lifeline 988", "Jo @ work", "Tía Ana 🌻", "Room 12345"]
)
def test_a_label_may_hold_what_reaches_nobody(api, dana, label):
    assert add_supporter(api(dana), label).data["label"] == label


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/label"),
        ({"label": " "}, "/label"),
        ({"label": "a" * 61}, "/label"),
        ({"label": "a\x07b"}, "/label"),
        ({"label": "Mum", "contact": "fax"}, "/contact"),
        ({"label": "Mum", "number": "555"}, "/number"),
        ({"label": "Mum", "position": 1}, "/position"),
    ],
)
def test_what_is_wrong_is_named(api, dana, body, pointer):
    response = api(dana).post("/v1/supporters", body)

    assert (response.status_code, pointers_of(response)) == (400, [pointer])
    assert not Supporter.objects.exists()


def test_there_is_room_for_twenty(api, dana):
    phone = api(dana)
    for number in range(20):
        assert add_supporter(phone, f"Friend {number}").status_code == 201

    response = add_supporter(phone, "One more")

    assert (response.status_code, response.data["code"]) == (422, "too-many-supporters")


def test_the_same_one_sent_again_is_the_same_and_another_body_is_not(api, dana, nora):
    phone, chosen = api(dana), str(uuid.uuid4())
    first = add_supporter(phone, id=chosen)

    assert (first.status_code, add_supporter(phone, id=chosen).status_code) == (201, 200)
    assert add_supporter(phone, "Uncle", id=chosen).data["code"] == "id-taken"
    assert add_supporter(api(nora), id=chosen).data["code"] == "id-taken"
    assert Supporter.objects.count() == 1


def test_a_repeated_key_adds_one(api, dana):
    phone, key = api(dana), str(uuid.uuid4())

    first, again = (phone.post("/v1/supporters", {"label": "Mum"}, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))

    assert first.data == again.data
    assert Supporter.objects.count() == 1


def test_what_is_somebody_else_s_is_not_there(api, dana, nora):
    path = f"/v1/supporters/{add_supporter(api(dana)).data['id']}"
    stranger = api(nora)

    assert stranger.get(path).status_code == 404
    assert stranger.patch(path, {"label": "X"}).status_code == 404
    assert stranger.delete(path).status_code == 404
    assert labels_of(stranger) == []


def test_no_staff_have_a_way_to_them(api, dana, sam, sue):
    add_supporter(api(dana))

    for staff in (sam, sue):
        assert api(staff).get("/v1/supporters").status_code == 403
        assert api(staff).get(f"/v1/staff/people/{dana.pk}/supporters").status_code == 404


def test_what_the_phone_has_is_not_sent_again(api, dana):
    phone = api(dana)
    add_supporter(phone)
    read = phone.get("/v1/supporters")

    assert phone.get("/v1/supporters", HTTP_IF_NONE_MATCH=read["ETag"]).status_code == 304


def test_nobody_who_opens_the_database_reads_a_label(api, dana):
    add_supporter(api(dana), "Maximilian")

    with connection.cursor() as cursor:
        cursor.execute("SELECT label FROM coping_supporter")
        stored = bytes(cursor.fetchone()[0])

    assert b"Maximilian" not in stored


def test_without_its_key_a_label_is_gone_and_the_list_stands(api, dana):
    phone = api(dana)
    add_supporter(phone)
    destroy_key(dana.pk)

    assert labels_of(phone) == [None]


def test_many_cost_no_more_queries(api, dana, django_assert_num_queries):
    phone = api(dana)
    add_supporter(phone)
    with CaptureQueriesContext(connection) as early:
        phone.get("/v1/supporters")
    count = len(early)
    for number in range(8):
        add_supporter(phone, f"Friend {number}")

    with django_assert_num_queries(count):
        phone.get("/v1/supporters")
