"""Who may write, read and cancel, what is kept of it, and two at work at once."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from backend.accounts import staffing
from backend.accounts.models import AccessLog, DataClass
from backend.care_team import erasure, export
from backend.care_team.broadcasts import opening, writing
from backend.care_team.models import Broadcast, BroadcastRecipient
from notifications.ledger import stages
from notifications.models import Notification, OpenDelivery
from tests.at_once import at_once
from tests.care_team.broadcasting import BODY, DUE, WORDS, follow, states, write
from tests.care_team.factories import MONDAY_TEN
from tests.notifications.factories import give_device, stored_bytes
from tests.waiting import wait_until_somebody_waits

pytestmark = pytest.mark.django_db


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
    [received] = export.export_person(dana)["broadcasts"]
    assert (received["words"], received["site"], received["sent_at"]) == (WORDS, "Harbour Clinic", DUE)


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
        wait_until_somebody_waits()
    cancelling.join()

    assert states() == ["opened"]
    assert Notification.objects.get().withdrawn_at == DUE
    assert not OpenDelivery.objects.filter(stage=stages.FIRST).exists()


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_open_each_notice_once(sam, dana, erin):
    give_device(dana)
    give_device(erin, "erins-phone")
    write(sam)

    taken = at_once(lambda: opening.open_due(now=DUE))

    assert sum(taken) == 2
    assert OpenDelivery.objects.count() == 2
