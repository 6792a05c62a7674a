"""What staff write to several of their own people: who gets it, when, and how it is taken back."""

import threading
import time
import uuid

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from backend.accounts import people, staffing
from backend.accounts.models import AccessLog, Assignment, Consent, DataClass
from backend.care_team import erasure, export
from backend.care_team.broadcasts import opening, writing
from backend.care_team.broadcasts.spread import LONGEST, spread_of
from backend.care_team.broadcasts.writing import Draft, Plan
from backend.care_team.models import Broadcast, BroadcastRecipient
from notifications.delivery import deliver_due
from notifications.kinds import Category
from notifications.ledger import stages
from notifications.models import DeliveryLog, Notification, OpenDelivery, Preference
from tests.care_team.factories import MONDAY_TEN, revoke
from tests.notifications.factories import give_device, stored_bytes
from tests.times import utc

pytestmark = pytest.mark.django_db

WORDS = "The group meets in the garden on Thursday."
BODY = {"words": WORDS, "send_at": "2026-11-23T18:00:00Z"}
DUE = utc("2026-11-23T18:00")


def follow(staff, handle, *, data_classes=(DataClass.PLAN,)):
    person = people.sign_up(people.Profile(handle=handle, country="US"), now=utc("2026-11-01T12:00")).person
    staffing.assign(person, staff, now=utc("2026-11-01T12:00"))
    Consent.objects.bulk_create(
        Consent(person=person, site=staff.site, data_class=each, granted_at=utc("2026-11-01T12:00"))
        for each in data_classes
    )
    return person


def write(staff, *, send_at=DUE, **plan):
    broadcast, _ = writing.send(staff, Draft(WORDS, Plan(send_at, **plan)), now=MONDAY_TEN)
    return broadcast


def states():
    return sorted(BroadcastRecipient.objects.values_list("state", flat=True))


@pytest.fixture
def erin(sam):
    return follow(sam, "erin")


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


@pytest.mark.parametrize(
    ("who", "status"), [("theo", 404), ("tess", 404), ("dana", 403), ("nora", 403), ("olive", 403)]
)
def test_a_broadcast_is_only_there_for_its_author(api, sam, dana, theo, nora, olive, request, who, status):
    broadcast = write(sam)
    if who == "tess":
        asking = staffing.add_staff(sam.site, sam.Role.COUNSELLOR, "tess", None)
    else:
        asking = request.getfixturevalue(who)

    one = api(asking).get(f"/v1/staff/broadcasts/{broadcast.pk}")
    cancelled = api(asking).post(f"/v1/staff/broadcasts/{broadcast.pk}/cancel")
    listed = api(asking).get("/v1/staff/broadcasts")

    assert (one.status_code, cancelled.status_code) == (status, status)
    assert listed.status_code == 403 or listed.json()["results"] == []
    assert Broadcast.objects.get().cancelled_at is None


@pytest.mark.parametrize("path", ["/v1/staff/broadcasts", "/v1/staff/broadcasts/preview"])
@pytest.mark.parametrize("who", ["dana", "olive"])
def test_people_and_organizers_write_no_broadcasts(api, sam, dana, olive, request, path, who):
    assert api(request.getfixturevalue(who)).post(path, BODY).status_code == 403
    assert api().post(path, BODY).status_code == 401


def test_another_counsellors_people_get_nothing(api, sam, dana, erin):
    tess = staffing.add_staff(sam.site, sam.Role.COUNSELLOR, "tess", None)
    theirs = follow(tess, "uma")

    body = api(tess).post("/v1/staff/broadcasts/preview", {}).json()

    assert [each["person_id"] for each in body["recipients"]] == [str(theirs.pk)]


@pytest.mark.parametrize(("who", "status"), [("nora", 404), ("sam", 403), ("olive", 403)])
def test_only_recipients_read_the_words(api, sam, dana, nora, olive, request, who, status):
    broadcast = write(sam)
    opening.open_due(now=DUE)

    assert api(request.getfixturevalue(who)).get(f"/v1/broadcasts/{broadcast.pk}").status_code == status


def test_looking_at_a_preview_is_on_record(api, sam, dana):
    api(sam).post("/v1/staff/broadcasts/preview", {})

    assert AccessLog.objects.filter(person=dana, staff=sam, data_class=DataClass.PLAN, purpose="broadcast").exists()


def test_words_are_stored_sealed(sam, dana):
    write(sam)

    assert b"garden" not in stored_bytes("care_team_broadcast", "words")


def test_an_erased_person_leaves_no_list_and_no_words_meant_for_them_alone(sam, dana, erin):
    shared = write(sam)
    write(sam, person_ids=(dana.pk,))

    erasure.erase_person(dana, now=MONDAY_TEN)

    assert list(Broadcast.objects.all()) == [shared]
    assert BroadcastRecipient.objects.get().person == erin


def test_an_export_holds_what_was_received_and_not_what_is_still_to_come(sam, dana):
    write(sam)
    before = export.export_person(dana)["broadcasts"]

    opening.open_due(now=DUE)

    assert before == []
    assert export.export_person(dana)["broadcasts"] == [{"words": WORDS, "site": "Harbour Clinic", "sent_at": DUE}]


def test_queries_do_not_grow_with_the_number_of_people(api, sam, dana):
    client = api(sam)
    client.post("/v1/staff/broadcasts/preview", {})
    short = _queries(client)
    for number in range(6):
        give_device(follow(sam, f"person-{number}"), f"phone-{number}")

    assert _queries(client) == short


def _queries(client):
    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.post("/v1/staff/broadcasts/preview", {}).status_code == 200
    written = [query for query in main.captured_queries if "accounts_accesslog" in query["sql"]]
    return len(main) - len(written), len(keys)


def test_it_is_as_old_as_the_clients_clock_says(api, sam, dana):
    body = BODY | {"occurred_at": "2026-11-23T10:00:00Z", "sent_at": "2026-11-23T11:00:00Z"}

    assert api(sam).post("/v1/staff/broadcasts", body).json()["created_at"] == "2026-11-23T14:00:00Z"


@pytest.mark.django_db(transaction=True)
def test_cancelling_while_a_scan_opens_it_withdraws_what_was_opened(sam, dana):
    give_device(dana)
    broadcast = write(sam)

    def cancel():
        writing.cancel(sam, broadcast.pk, now=DUE)
        connection.close()

    cancelling = threading.Thread(target=cancel)
    with transaction.atomic():
        opening.open_due(now=DUE)
        cancelling.start()
        _until_somebody_waits_for_a_lock()
    cancelling.join()

    assert states() == ["opened"]
    assert Notification.objects.get().withdrawn_at == DUE
    assert not OpenDelivery.objects.filter(stage=stages.FIRST).exists()


def _until_somebody_waits_for_a_lock():
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_open_each_notice_once(sam, dana, erin):
    give_device(dana)
    give_device(erin, "erins-phone")
    write(sam)
    barrier, taken = threading.Barrier(2), []

    def scan():
        barrier.wait()
        taken.append(opening.open_due(now=DUE))
        connection.close()

    threads = [threading.Thread(target=scan) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(taken) == 2
    assert OpenDelivery.objects.count() == 2
