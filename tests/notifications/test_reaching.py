"""How far notices got, told for many at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.delivery import deliver_due
from notifications.models import Preference
from notifications.notices import receipts
from notifications.notices.reaching import Reach, reaches_of
from notifications.notices.receipts import Receipt
from tests.notifications.factories import NOON, give_device, named, open_notice

pytestmark = pytest.mark.django_db


def reach(notification_id):
    return reaches_of([notification_id], since=NOON)[notification_id]


def test_what_was_handed_over_and_not_looked_at_is_sent_and_not_seen(inbox, dana):
    give_device(dana)
    notice = open_notice(dana)

    deliver_due(now=NOON)

    assert reach(notice) == Reach("sent_not_seen", "accepted")


@pytest.mark.parametrize("event", ["displayed", "opened", "dismissed", "acted"])
def test_what_a_phone_has_told_of_was_seen(inbox, dana, event):
    give_device(dana)
    notice = open_notice(dana)
    deliver_due(now=NOON)

    receipts.record_receipts(dana.account, [Receipt(notice, event, NOON, "push")], device_id=named("phone"), now=NOON)

    assert reach(notice).state == "seen"


def test_without_a_phone_nobody_was_reached(dana):
    notice = open_notice(dana)

    assert reach(notice) == Reach("unreachable", "no_device")


def test_where_notices_are_blocked_nobody_was_reached(inbox, dana):
    give_device(dana, notifications="blocked")
    notice = open_notice(dana)

    deliver_due(now=NOON)

    assert reach(notice) == Reach("unreachable", "blocked")


def test_where_every_send_was_refused_nobody_was_reached(inbox, dana):
    give_device(dana)
    inbox.behave(addresses={"danas-phone": "unregistered"})
    notice = open_notice(dana)

    deliver_due(now=NOON)

    assert reach(notice) == Reach("unreachable", "address_gone")


def test_one_phone_of_two_is_enough(inbox, dana):
    give_device(dana)
    give_device(dana, "danas-tablet", notifications="blocked")
    notice = open_notice(dana)

    deliver_due(now=NOON)

    assert reach(notice) == Reach("sent_not_seen", "accepted")


def test_who_wants_it_in_the_app_alone_is_not_out_of_reach(inbox, dana):
    give_device(dana)
    Preference.objects.create(account=dana.account, category="reminders", way="in_app")
    notice = open_notice(dana)

    deliver_due(now=NOON)

    assert reach(notice) == Reach("sent_not_seen", "in_app_only")


def test_many_cost_as_few_queries_as_one(dana, nora):
    notices = [open_notice(dana, f"notice {number}") for number in range(5)]

    with CaptureQueriesContext(connection) as queries:
        reaches_of(notices, since=NOON)

    assert len(queries) == 2
