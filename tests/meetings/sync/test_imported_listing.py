"""Following what feeds bring."""

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.meetings.feeds import NEW_YORK, bmlt_row, body_row
from tests.meetings.sync.follower import Follower, fetch, read

pytestmark = pytest.mark.django_db


def import_from(folder: Path) -> None:
    call_command("import_meetings", str(folder), "--source", "one", stdout=StringIO())


def test_fifty_kilometres_of_new_york_fit_into_300_kilobytes(api):
    import_from(NEW_YORK)
    area = {"near": "40.7128,-74.0060", "radius_km": "50"}

    compressed = fetch(api(), "/v1/meetings/snapshot", area, Accept_Encoding="gzip")

    assert len(read(fetch(api(), "/v1/meetings/snapshot", area))["results"]) > 250
    assert len(compressed.body) < 300_000


def test_a_body_that_a_feed_puts_elsewhere_takes_its_meetings_along(tmp_path):
    def say(**area: Any) -> None:
        regions = [body_row(1, name="North"), body_row(2, name="South")]
        write(tmp_path, [bmlt_row(7, service_body_bigint="12")], [*regions, body_row(12, name="Area", **area)])
        import_from(tmp_path)

    say(parent_id="1")
    north, south, whole = Follower(service_body=1), Follower(service_body=2), Follower()
    before = [list(each.catch_up()) for each in (north, south, whole)]
    say(parent_id="2")

    assert before == [[7], [], [7]]
    assert [list(each.catch_up()) for each in (north, south, whole)] == [[], [7], [7]]


def write(folder: Path, meetings: list[Any], bodies: list[Any]) -> None:
    for name in NEW_YORK.glob("GetFormats*.json"):
        shutil.copy(name, folder)
    (folder / "GetSearchResults.json").write_text(json.dumps(meetings))
    (folder / "GetServiceBodies.json").write_text(json.dumps(bodies))
