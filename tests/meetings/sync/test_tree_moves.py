"""A service body that is put elsewhere takes with it what has left it: whoever watched there is still told."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection, transaction

from meetings.models import Meeting, ServiceBody
from meetings.stored import sequence
from meetings.sync import tree
from tests.meetings import factories
from tests.meetings.organizing import number_of
from tests.meetings.sync.follower import Follower
from tests.times import utc
from tests.waiting import wait_until_somebody_waits

pytestmark = pytest.mark.django_db

LATER = utc("2026-11-02T12:00")


def put_below(body: ServiceBody, parent: ServiceBody | None) -> None:
    was = tree.parents()
    ServiceBody.objects.filter(pk=body.pk).update(parent=parent)
    tree.tell_of_moves(was, now=LATER)


def moved_body_with_a_meeting() -> tuple[Meeting, Mapping[int, int | None]]:
    """Return the meeting, and what was above what before its body was moved."""
    area = factories.service_body("Area", parent=factories.service_body("Region"))
    meeting, was = factories.meeting(1, service_body=area), tree.parents()
    ServiceBody.objects.filter(pk=area.pk).update(parent=None)
    return meeting, was


def test_who_watched_above_is_told_of_what_was_withdrawn_before_the_body_moved():
    region = factories.service_body("Region")
    area = factories.service_body("Area", parent=region)
    meeting = factories.meeting(1, service_body=area)
    phone = Follower(service_body=region.pk)
    assert set(phone.catch_up()) == {1}

    meeting.is_published, meeting.withdrawn_at = False, LATER
    factories.save([meeting], now=LATER)
    put_below(area, None)

    assert phone.catch_up() == {}


def test_who_watched_above_is_told_of_what_changed_its_body_before_the_body_moved():
    region = factories.service_body("Region")
    area = factories.service_body("Area", parent=region)
    meeting = factories.meeting(1, service_body=area)
    phone = Follower(service_body=region.pk)
    assert set(phone.catch_up()) == {1}

    meeting.service_body = factories.service_body("Elsewhere")
    factories.save([meeting], now=LATER)
    put_below(area, None)

    assert phone.catch_up() == {}


@pytest.mark.django_db(transaction=True)
def test_who_changes_a_meeting_meanwhile_only_waits():
    """An organizer has a meeting and waits for a number, while an import moves the body it belongs to."""
    has_meeting = threading.Event()
    meeting, was = moved_body_with_a_meeting()

    def organizer() -> int:
        with closing(connection), transaction.atomic():
            Meeting.objects.select_for_update().get(pk=meeting.pk)
            has_meeting.set()
            wait_until_somebody_waits()
            return sequence.take_numbers(1)[0]

    def mover() -> int:
        has_meeting.wait(timeout=10)
        with closing(connection), transaction.atomic():
            return tree.tell_of_moves(was, now=LATER)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(organizer), pool.submit(mover)

        assert second.result() == 1
        assert first.result() < number_of(meeting.pk)
