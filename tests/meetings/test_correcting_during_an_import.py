"""An organizer corrects a listing while an import of it is under way."""

import threading

import pytest
from django.db import connection, transaction

from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, OrganizerServiceBody
from meetings.organizers import listings
from meetings.organizers.facts import ListingFacts
from meetings.organizers.serializers import facts_with
from meetings.stored.documents import Listing
from tests.meetings.feeds import bmlt_row, feed_of
from tests.times import utc
from tests.waiting import wait_until_somebody_waits

SUNDAY, MONDAY = utc("2026-11-22T12:00"), utc("2026-11-23T12:00")


@pytest.mark.django_db(transaction=True)
def test_a_correction_made_while_an_import_waits_for_it_is_not_lost(olive):
    import_feed(feed_of(bmlt_row(1)), source_name="feed", now=SUNDAY)
    OrganizerServiceBody.objects.create(organizer=olive, service_body_id=12)

    def import_meanwhile() -> None:
        import_feed(feed_of(bmlt_row(1, comments="Bring a chair")), source_name="feed", now=MONDAY)
        connection.close()

    def rewrite(listing: Listing) -> ListingFacts:
        return facts_with(listing, {"name": "Our Lights"})

    importer = threading.Thread(target=import_meanwhile)
    with transaction.atomic():
        listings.change_meeting(olive.account, 1, rewrite, now=MONDAY)
        importer.start()
        wait_until_somebody_waits()
    importer.join()

    assert Meeting.objects.values_list("name", "notes").get() == ("Our Lights", "Bring a chair")
