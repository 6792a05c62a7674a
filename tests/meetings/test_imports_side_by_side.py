"""Two imports at a time."""

import threading

import pytest
from django.db import connection, transaction

from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, SourceRow
from tests.meetings.feeds import bmlt_row, feed_of
from tests.times import utc
from tests.waiting import wait_until_somebody_waits

MONDAY = utc("2026-11-23T12:00")


def take(source: str, *rows: dict[str, object]) -> None:
    import_feed(feed_of(*rows, bodies=()), source_name=source, now=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_two_sources_that_bring_the_same_id_at_once_make_two_meetings():
    def import_meanwhile() -> None:
        take("second", bmlt_row(7, meeting_name="Second"))
        connection.close()

    importer = threading.Thread(target=import_meanwhile)
    with transaction.atomic():
        take("first", bmlt_row(7, meeting_name="First"))
        importer.start()
        wait_until_somebody_waits()
    importer.join()

    named = dict(Meeting.objects.values_list("name", "pk"))
    assert named["First"] == 7
    assert named["Second"] >= 10_000_000
    assert SourceRow.objects.filter(kind="meeting", our_id=7).count() == 1
