import pytest

from meetings.imports.report import Report, Row
from meetings.imports.steps import writing
from meetings.models import Meeting, MeetingChange, Source
from meetings.stored import saving
from meetings.stored.documents import Listing
from tests.meetings import factories

pytestmark = pytest.mark.django_db


def test_one_row_that_the_database_refuses_stops_no_other():
    source = Source.objects.create(identity="test")
    meetings = [factories.unsaved(number) for number in range(1, 21)]
    meetings[12].duration_minutes = 0
    listings = [Listing(meeting, []) for meeting in meetings]
    saving.prepare(listings, now=factories.SAVED_AT)
    changes = [writing.Change(x, None, "created", None, Row(x.meeting.pk, f"{x.meeting.pk}")) for x in listings]
    report = Report()

    writing.write(changes, source=source, report=report, now=factories.SAVED_AT)

    assert (report.created, [each.row for each in report.skipped]) == (19, [13])
    assert not Meeting.objects.filter(pk=13).exists()
    assert MeetingChange.objects.count() == 19
