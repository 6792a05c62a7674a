import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from meetings.models import Format, FormatTranslation, Meeting, MeetingChange, ServiceBody
from tests.meetings.feeds import NEW_YORK

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_meetings", *arguments, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return found


def test_every_row_of_the_real_listing_is_taken_over():
    report = run(str(NEW_YORK))

    assert (report["created"], report["changed"], report["unchanged"], report["withdrawn"]) == (778, 0, 0, 0)
    assert report["skipped"] == []
    assert Meeting.objects.filter(is_published=True).count() == 745
    assert ServiceBody.objects.count() == 44
    assert Format.objects.count() == 52 + 3
    assert FormatTranslation.objects.filter(language="fr").count() == 46


def test_a_second_import_changes_nothing():
    run(str(NEW_YORK))
    before = list(Meeting.objects.order_by("pk").values_list("pk", "seq", "updated_at", "doc"))

    report = run(str(NEW_YORK))

    assert (report["created"], report["changed"], report["unchanged"], report["withdrawn"]) == (0, 0, 778, 0)
    after = list(Meeting.objects.order_by("pk").values_list("pk", "seq", "updated_at", "doc"))
    assert [tuple(map(_plain, row)) for row in after] == [tuple(map(_plain, row)) for row in before]
    assert MeetingChange.objects.count() == 778


def test_a_dry_run_reports_the_same_and_writes_nothing():
    dry = run(str(NEW_YORK), "--dry-run")

    assert not Meeting.objects.exists()
    assert dry == run(str(NEW_YORK))


def test_the_listing_keeps_its_ids_places_and_rules():
    run(str(NEW_YORK))

    shown = json.loads(bytes(Meeting.objects.get(pk=32).doc))

    assert shown["slug"] == "solamente-por-hoy-32"
    assert (shown["weekday"], shown["start_time"], shown["duration_minutes"]) == (1, "19:00", 90)
    assert (shown["rrule"], shown["dtstart"]) == ("FREQ=WEEKLY;BYDAY=MO", "2000-01-03T19:00:00")
    assert (shown["tzid"], shown["tzid_inferred"]) == ("America/New_York", True)
    assert shown["venue_type"] == "in_person"
    assert shown["place"]["train_lines"] == "Tren 2 ? 5 a Tremont Ave"
    assert shown["service_body"] == {"id": 1015, "name": "Metro Area de Habla Hispana"}
    assert [each["key"] for each in shown["formats"]] == ["ES", "O", "St"]
    assert shown["languages"] == ["es"]


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
