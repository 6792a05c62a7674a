import pytest

from meetings.models import Meeting
from meetings.stored import turning
from tests.meetings import factories
from tests.meetings.sync.follower import Follower
from tests.times import utc

pytestmark = pytest.mark.django_db


def test_what_rebuilding_finds_to_be_over_is_told_to_who_follows():
    """The scan that turns listings has not come by yet."""
    factories.meeting(1, valid_until=utc("2026-11-10T00:00").date())
    Meeting.objects.update(doc_version=0)
    phone = Follower()
    phone.catch_up()

    turning.renew_documents(now=utc("2026-11-12T12:00"))

    assert phone.catch_up() == {}
