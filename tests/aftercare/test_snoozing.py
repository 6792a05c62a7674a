"""A check-in is put off by its own address, and answering it on one phone ends it on the others."""

import pytest

from backend.aftercare import opening
from backend.aftercare.models import CheckIn
from notifications import schedules
from notifications.agenda import agenda_of
from notifications.ledger import stages, statements
from notifications.ledger.statements import Settled
from notifications.models import Notification, OpenDelivery, Outcome
from tests.aftercare.factories import CALM, answer, begin, plan_daily
from tests.notifications.factories import give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

NINE = utc("2026-11-23T14:00")  # 09:00 in New York; requests come at ten


def open_check_in(dana, sam):
    plan_daily(dana, sam)
    opening.open_check_ins(now=NINE)
    return CheckIn.objects.get()


def snooze(client, check_in_id, until="2026-11-23T18:00:00Z"):
    return client.post(f"/v1/check-ins/{check_in_id}/snooze", {"until": until})


def test_a_check_in_asks_again_when_the_person_said(api, dana, sam):
    give_device(dana)
    check_in = open_check_in(dana, sam)

    response = snooze(api(dana), check_in.pk)

    assert response.status_code == 200
    assert response.json()["snoozed_until"] == "2026-11-23T18:00:00Z"
    assert [(row.stage, row.deliver_at) for row in OpenDelivery.objects.all()] == [
        (stages.SNOOZED[0], utc("2026-11-23T18:00"))
    ]


def test_an_answered_check_in_is_closed(api, dana, sam):
    check_in = open_check_in(dana, sam)
    answer(api(dana), check_in, CALM)

    response = snooze(api(dana), check_in.pk)

    assert (response.status_code, response.json()["code"]) == (410, "check-in-closed")


def test_past_its_window_is_too_late(api, dana, sam):
    check_in = open_check_in(dana, sam)

    response = snooze(api(dana), check_in.pk, "2026-11-24T02:00:00Z")

    assert (response.status_code, response.json()["code"]) == (422, "snooze-past-expiry")


def test_somebody_elses_check_in_is_not_found(api, dana, sam, nora):
    check_in = open_check_in(dana, sam)

    assert snooze(api(nora), check_in.pk).status_code == 404


def test_what_never_rang_has_nothing_to_put_off(api, dana):
    assert snooze(api(dana), begin(dana).pk).status_code == 404


def test_an_answer_takes_the_notice_from_the_other_phones(api, dana, sam):
    give_device(dana, "danas-phone")
    give_device(dana, "danas-tablet")
    check_in = open_check_in(dana, sam)
    statements.settle([Settled(each, Outcome.ACCEPTED) for each in statements.claim(now=NINE)], at=NINE)
    answering = api(dana)
    answering.put(
        "/v1/devices/installation-of-danas-phone",
        {
            "platform": "android",
            "address": {"kind": "token", "value": "danas-phone"},
            "locale": "en",
            "tzid": "America/New_York",
            "app_version": "1.0",
            "notifications": "allowed",
        },
    )

    answer(answering, check_in, CALM)

    assert OpenDelivery.objects.filter(stage=stages.WITHDRAWAL).count() == 1


def told_of(client, notification_id):
    """What the app and the history say of a notice."""
    shown = client.get(f"/v1/notifications/{notification_id}").json()
    explained = client.get(f"/v1/notifications/{notification_id}/history").json()
    return shown["state"], explained["code"]


def test_an_answered_check_in_was_acted_on_and_staff_read_the_same(api, dana, sam):
    give_device(dana)
    check_in = open_check_in(dana, sam)

    answer(api(dana), check_in, {"mood": 2}, final=False)
    assert told_of(api(dana), check_in.pk) == ("open", "delayed")
    answer(api(dana), check_in, CALM, answered_at="2026-11-23T14:30:00Z")

    assert told_of(api(dana), check_in.pk) == ("acted", "acted")
    [seen_by_staff] = api(sam).get(f"/v1/staff/people/{dana.pk}/notifications").json()["results"]
    assert seen_by_staff["explanation"]["code"] == "acted"
    assert Notification.objects.get().acted_at == utc("2026-11-23T14:30")


def test_an_answer_that_is_changed_keeps_when_it_was_acted_on(api, dana, sam):
    check_in = open_check_in(dana, sam)

    answer(api(dana), check_in, CALM, answered_at="2026-11-23T14:30:00Z")
    answer(api(dana), check_in, CALM | {"mood": 2}, answered_at="2026-11-23T14:45:00Z")

    assert Notification.objects.get().acted_at == utc("2026-11-23T14:30")


def test_what_was_answered_before_it_opened_was_acted_on(api, dana, sam):
    give_device(dana)
    schedule = plan_daily(dana, sam).schedule
    [first] = schedules.upcoming(schedule, after=utc("2026-11-23T13:00"), limit=1)

    answer(api(dana), first.occurrence_id, CALM)
    opening.open_check_ins(now=NINE)

    assert told_of(api(dana), first.occurrence_id) == ("acted", "acted")
    assert not OpenDelivery.objects.filter(recipient_id=dana.pk).exists()


def test_what_was_answered_ahead_of_its_time_rings_nowhere(api, dana, sam):
    schedule = plan_daily(dana, sam).schedule
    before = utc("2026-11-23T13:00")
    first, second = schedules.upcoming(schedule, after=before, limit=2)

    answer(api(dana), first.occurrence_id, CALM)

    coming = [entry.notice.id for entry in agenda_of(dana.pk, 2, now=before).entries]
    assert first.occurrence_id not in coming
    assert second.occurrence_id in coming
