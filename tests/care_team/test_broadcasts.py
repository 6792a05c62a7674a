"""What staff write to several of their own people: who gets it, when, and how it is taken back."""

import uuid

import pytest

from backend.accounts.models import Assignment, DataClass
from backend.care_team.broadcasts import opening
from backend.care_team.broadcasts.spread import LONGEST, spread_of
from backend.care_team.models import Broadcast, BroadcastRecipient
from notifications.delivery import deliver_due
from notifications.kinds import Category
from notifications.models import DeliveryLog, Notification, OpenDelivery, Preference
from tests.care_team.broadcasting import BODY, DUE, WORDS, follow, states, write
from tests.care_team.factories import MONDAY_TEN, revoke
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_a_preview_says_who_gets_it_and_stores_nothing(api, sam, dana, erin):
    give_device(dana)

    body = api(sam).post("/v1/staff/broadcasts/preview", {"send_at": BODY["send_at"]}).json()

    assert [each["handle"] for each in body["recipients"]] == ["dana", "erin"]
    assert body["count"] == 2
    assert body["not_reached"] == [{"person_id": str(erin.pk), "reason": "no_phone"}]
    assert (body["first_at"], body["last_at"]) == ("2026-11-23T18:00:00Z", "2026-11-23T18:00:00Z")
    assert not Broadcast.objects.exists()


def test_a_preview_takes_the_body_that_will_be_sent(api, sam, dana):
    assert api(sam).post("/v1/staff/broadcasts/preview", BODY).json()["count"] == 1
    assert api(sam).post("/v1/staff/broadcasts/preview", BODY | {"words": " "}).status_code == 400


def test_a_preview_says_whose_phone_will_not_ring(api, sam, dana, erin):
    finn = follow(sam, "finn")
    give_device(dana, "danas-phone", notifications="blocked")
    give_device(erin, "erins-phone")
    give_device(finn, "finns-phone", notifications="silent")
    Preference.objects.create(account=erin.account, category=Category.MESSAGES, way=Preference.Way.IN_APP)

    body = api(sam).post("/v1/staff/broadcasts/preview", {}).json()

    reasons = {each["person_id"]: each["reason"] for each in body["not_reached"]}
    assert reasons == {str(dana.pk): "blocked", str(erin.pk): "messages_off"}


def test_the_preview_of_a_spread_is_what_happens(api, sam, dana, erin):
    asked = {"send_at": BODY["send_at"], "spread_minutes": 240}
    seen = api(sam).post("/v1/staff/broadcasts/preview", asked).json()

    api(sam).post("/v1/staff/broadcasts", asked | {"words": WORDS})

    instants = sorted(BroadcastRecipient.objects.values_list("deliver_at", flat=True))
    assert [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in instants] == [seen["first_at"], seen["last_at"]]
    assert DUE <= instants[0] < instants[1] < DUE + LONGEST


def test_a_spread_is_the_same_each_time_and_inside_its_window():
    ids = [uuid.UUID(int=number) for number in range(500)]

    drawn = [spread_of(each, LONGEST) for each in ids]

    assert drawn == [spread_of(each, LONGEST) for each in ids]
    assert all(spread_of(each, LONGEST * 0) == LONGEST * 0 for each in ids)
    assert LONGEST * 0 <= min(drawn) < LONGEST * 0.05
    assert LONGEST * 0.95 < max(drawn) < LONGEST


def test_its_words_are_read_in_the_app_once_it_is_due(api, sam, dana):
    made = api(sam).post("/v1/staff/broadcasts", BODY)
    path = f"/v1/broadcasts/{made.json()['id']}"
    assert opening.open_due(now=utc("2026-11-23T17:59:59")) == 0
    assert api(dana).get(path).status_code == 404

    assert opening.open_due(now=DUE) == 1

    assert api(dana).get(path).json() == {
        "id": made.json()["id"],
        "words": WORDS,
        "site": "Harbour Clinic",
        "sent_at": "2026-11-23T18:00:00Z",
    }


def test_without_a_time_it_goes_out_at_once(api, sam, dana):
    give_device(dana)

    made = api(sam).post("/v1/staff/broadcasts", {"words": WORDS}).json()

    assert made["send_at"] == "2026-11-23T15:00:00Z"
    assert opening.open_due(now=MONDAY_TEN) == 1


def test_a_time_that_came_while_the_preview_was_read_means_now(api, sam, dana):
    made = api(sam).post("/v1/staff/broadcasts", BODY | {"send_at": "2026-11-23T14:56:00Z"})

    assert (made.status_code, made.json()["send_at"]) == (201, "2026-11-23T15:00:00Z")


def test_opening_twice_opens_once(sam, dana, erin):
    give_device(dana)
    write(sam)

    assert opening.open_due(now=DUE) == 2
    assert opening.open_due(now=DUE) == 0

    assert OpenDelivery.objects.count() == 1
    assert Notification.objects.count() == 2


def test_only_those_chosen_get_it(api, sam, dana, erin):
    made = api(sam).post("/v1/staff/broadcasts", BODY | {"person_ids": [str(erin.pk), str(erin.pk)]})

    assert made.json()["counts"]["recipients"] == 1
    assert BroadcastRecipient.objects.get().person == erin


def test_an_id_outside_ones_people_is_told_like_one_that_does_not_exist(api, sam, dana, erin, nora, theo):
    theirs = follow(theo, "tom")
    unshared = follow(sam, "uma", data_classes=())
    ids = [dana.pk, nora.pk, theirs.pk, unshared.pk, uuid.UUID(int=7)]

    response = api(sam).post("/v1/staff/broadcasts", BODY | {"person_ids": [str(each) for each in ids]})

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    errors = response.json()["errors"]
    assert [each["pointer"] for each in errors] == [f"/person_ids/{number}" for number in (1, 2, 3, 4)]
    assert len({each["detail"] for each in errors}) == 1
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"words": "  "}, "/words"),
        ({"words": 7}, "/words"),
        ({"words": "x" * 2001}, "/words"),
        ({"send_at": "2026-11-23T14:54:59Z"}, "/send_at"),
        ({"send_at": "2027-11-24T15:00:00Z"}, "/send_at"),
        ({"send_at": "9999-12-31T23:59:59Z"}, "/send_at"),
        ({"send_at": "2026-11-23T18:00:00"}, "/send_at"),
        ({"spread_minutes": 241}, "/spread_minutes"),
        ({"spread_minutes": -1}, "/spread_minutes"),
        ({"person_ids": []}, "/person_ids"),
        ({"person_ids": ["dana"]}, "/person_ids/0"),
        ({"topic": "x"}, "/topic"),
    ],
)
def test_bad_input_is_told_field_by_field(api, sam, dana, change, pointer):
    response = api(sam).post("/v1/staff/broadcasts", BODY | change)

    assert (response.status_code, response.json()["code"]) == (400, "invalid-request")
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]
    assert not Broadcast.objects.exists()


def test_with_nobody_to_write_to_there_is_no_broadcast(api, sam):
    response = api(sam).post("/v1/staff/broadcasts", BODY)

    assert (response.status_code, response.json()["code"]) == (422, "broadcast-reaches-nobody")


def test_the_same_id_again_is_the_same_broadcast(api, sam, dana):
    body = BODY | {"id": str(uuid.UUID(int=5))}
    first = api(sam).post("/v1/staff/broadcasts", body)

    again = api(sam).post("/v1/staff/broadcasts", body)
    other = api(sam).post("/v1/staff/broadcasts", body | {"words": "Something else."})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert BroadcastRecipient.objects.count() == 1


def test_consent_that_ended_before_its_time_keeps_it_closed(api, sam, dana, erin):
    give_device(dana)
    broadcast = write(sam)
    revoke(dana, DataClass.PLAN, at=utc("2026-11-23T17:00"))

    opening.open_due(now=DUE)

    assert states() == ["opened", "refused"]
    assert not OpenDelivery.objects.exists()
    assert api(dana).get(f"/v1/broadcasts/{broadcast.pk}").status_code == 404
    assert api(sam).get(f"/v1/staff/broadcasts/{broadcast.pk}").json()["counts"]["refused"] == 1


def test_consent_that_ends_after_opening_stops_the_push(api, sam, dana, inbox, settings):
    settings.FCM_BASE_URL, settings.PUSH_INBOX_CREDENTIALS = inbox.url, inbox.credentials
    give_device(dana)
    broadcast = write(sam)
    opening.open_due(now=DUE)
    revoke(dana, DataClass.PLAN, at=DUE)

    deliver_due(now=DUE)

    assert inbox.pushes == []
    counts = api(sam).get(f"/v1/staff/broadcasts/{broadcast.pk}").json()["counts"]
    assert (counts["opened"], counts["refused"], counts["others"]) == (1, 1, {})


@pytest.mark.parametrize("gone", ["assignment", "author"])
def test_who_does_not_follow_them_any_more_reaches_nobody(sam, dana, gone):
    write(sam)
    if gone == "assignment":
        Assignment.objects.update(ended_at=utc("2026-11-23T17:00"))
    else:
        sam.account.is_active = False
        sam.account.save(update_fields=["is_active"])

    opening.open_due(now=DUE)

    assert states() == ["refused"]
    assert not Notification.objects.exists()


def test_counts_tell_how_far_it_got(api, sam, dana, erin, clock):
    give_device(dana)
    broadcast = write(sam)
    opening.open_due(now=DUE)
    clock.move_to(utc("2026-11-23T18:05"))
    notice = Notification.objects.get(account=dana.account)
    receipt = {"notification_id": str(notice.pk), "event": "displayed", "at": "2026-11-23T18:01:00Z", "via": "push"}
    assert api(dana).post("/v1/receipts", [receipt]).status_code == 200

    counts = api(sam).get(f"/v1/staff/broadcasts/{broadcast.pk}").json()["counts"]

    assert counts == {
        "recipients": 2,
        "due": 2,
        "opened": 2,
        "accepted": 0,
        "displayed": 1,
        "refused": 0,
        "cancelled": 0,
        "others": {"no_device": 1},
    }


def test_cancelling_keeps_what_waits_closed_and_withdraws_the_rest(api, sam, dana, erin):
    give_device(dana)
    broadcast = write(sam, spread=LONGEST)
    first = BroadcastRecipient.objects.order_by("deliver_at")[0]
    give_device(first.person, "first-phone")
    opening.open_due(now=first.deliver_at)

    response = api(sam).post(f"/v1/staff/broadcasts/{broadcast.pk}/cancel")

    assert response.json()["cancelled_at"] == "2026-11-23T15:00:00Z"
    assert states() == ["cancelled", "opened"]
    assert opening.open_due(now=DUE + LONGEST) == 0
    assert Notification.objects.get().withdrawn_at == MONDAY_TEN
    assert not OpenDelivery.objects.filter(stage=0).exists()
    assert set(DeliveryLog.objects.values_list("outcome", "code")) == {("withdrawn", "cancelled")}
    assert api(first.person).get(f"/v1/broadcasts/{broadcast.pk}").status_code == 404


def test_cancelling_twice_changes_nothing(api, sam, dana, clock):
    broadcast = write(sam)
    first = api(sam).post(f"/v1/staff/broadcasts/{broadcast.pk}/cancel").json()
    clock.move_to(utc("2026-11-23T16:00"))

    again = api(sam).post(f"/v1/staff/broadcasts/{broadcast.pk}/cancel")

    assert (again.status_code, again.json()) == (200, first)


def test_a_supervisor_finds_and_cancels_it_but_does_not_read_it(api, sam, sue, dana):
    broadcast = write(sam)

    listed = api(sue).get("/v1/staff/broadcasts").json()["results"]
    cancelled = api(sue).post(f"/v1/staff/broadcasts/{broadcast.pk}/cancel")

    assert [(each["author"]["handle"], each["words"]) for each in listed] == [("sam", None)]
    assert (cancelled.status_code, cancelled.json()["words"]) == (200, None)
    assert api(sam).get("/v1/staff/broadcasts").json()["results"][0]["words"] == WORDS
