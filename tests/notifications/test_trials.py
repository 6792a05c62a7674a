"""Staff try how alerts reach them before one does."""

import pytest

from notifications.delivery import deliver_due
from notifications.models import OpenDelivery
from notifications.notices.trials import ring_trial
from notifications.second_paths import deliver_due as deliver_second_paths
from notifications.second_paths.paths import set_email
from tests.notifications.factories import NOON, give_device
from tests.times import utc

pytestmark = pytest.mark.django_db

TRIAL = "/v1/staff/second-paths/trial"


def history(client, trial):
    return client.get(f"/v1/notifications/{trial}/history").json()


def test_a_trial_rings_every_way_and_says_so(api, inbox, mailbox, sam):
    give_device(sam, "sams-phone")
    set_email(sam.account, "sam@clinic.example", now=NOON)

    trial = ring_trial(sam.account, now=NOON)
    deliver_due(now=NOON)
    deliver_second_paths(now=NOON)

    [push] = inbox.pushes_to("sams-phone")
    [mail] = mailbox.mails
    assert push.notification_id == str(trial)
    assert mail["Subject"] == "Please open Handrail"
    assert [(each["code"], each["text"]) for each in history(api(sam), trial)["events"]] == [
        ("accepted", "It was handed to the phone service."),
        ("second_path", "E-mail: it was handed over."),
    ]


def test_a_mail_address_that_is_refused_is_told(api, inbox, mailbox, sam):
    set_email(sam.account, "nobody@clinic.example", now=NOON)
    mailbox.to_recipient = "550 No such user"

    trial = ring_trial(sam.account, now=NOON)
    deliver_second_paths(now=NOON)

    assert "E-mail: it was not handed over." in [each["text"] for each in history(api(sam), trial)["events"]]


def test_twice_within_a_minute_is_one_trial(inbox, sam):
    give_device(sam, "sams-phone")

    first = ring_trial(sam.account, now=utc("2026-11-24T12:00:05"))
    deliver_due(now=utc("2026-11-24T12:00:06"))
    second = ring_trial(sam.account, now=utc("2026-11-24T12:00:40"))
    deliver_due(now=utc("2026-11-24T12:00:41"))
    third = ring_trial(sam.account, now=utc("2026-11-24T12:01:10"))

    assert first == second != third
    assert len(inbox.pushes_to("sams-phone")) == 1


def test_a_trial_rings_nobody_else(api, sam, sue):
    give_device(sue, "sues-phone")

    trial = api(sam).post(TRIAL)

    assert trial.status_code == 202
    assert not OpenDelivery.objects.filter(recipient_id=sue.pk).exists()
    assert api(sue).get(f"/v1/notifications/{trial.json()['notification_id']}/history").status_code == 404


def test_a_trial_is_for_staff_alone(api, dana, olive):
    assert [api(each).post(TRIAL).status_code for each in (dana, olive, None)] == [403, 403, 401]
