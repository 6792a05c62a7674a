"""Whatever a feed holds, the import ends with a complete report: each row is taken over or told."""

import csv
import io
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.imports.facts import Feed
from meetings.imports.meeting_guide.feed import MeetingGuideFeed
from meetings.imports.naws.feed import NawsFeed
from meetings.imports.report import Report
from meetings.imports.tables.csv_rows import read_csv
from meetings.imports.taking_over import import_feed
from meetings.imports.tsml.feed import TsmlFeed
from meetings.models import ImportRun
from tests.meetings.feeds import bmlt_row, feed_of, guide_row
from tests.times import utc

NOW = utc("2026-11-23T06:00")

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        [
            "24:00:00",
            "00:00",
            "23:59",
            "Noon",
            "7:30 PM",
            "0",
            "0.0",
            "-0",
            "1e400",
            "N/A",
            "https:",
            "https://[",
            "javascript:alert(1)",
            "\x00",
            "\ud800",
            "\u202eلقاء🌱",
            "<b>x",
            "&lt;script&gt;",
            "Europe/Berlin",
            "../../etc",
            "'=1+1",
            "a" * 70,
            "O",
            "yes",
        ]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
)


def rows_like(row: dict[str, Any], *more: str) -> st.SearchStrategy[Any]:
    """A good row in which some fields are anything; or no row at all."""
    broken = st.dictionaries(st.sampled_from([*row, *more]), VALUES, max_size=6).map(lambda fields: row | fields)
    return st.one_of(broken, broken, broken, VALUES)


GUIDE_FIELDS = (
    "times",
    "duration",
    "regions",
    "region",
    "sub_region",
    "coordinates",
    "approximate",
    "conference_url",
    "conference_phone",
    "attendance_option",
    "languages",
    "entity",
    "entity_url",
    "contact_1_email",
    "last_contact",
    "archived",
    "meetingId",
    "_id",
    "address",
    "notes",
)
GUIDE_ROWS = st.lists(rows_like(guide_row("lights"), *GUIDE_FIELDS), max_size=6)
BMLT_ROWS = st.lists(rows_like(bmlt_row(1), "zone", "formats", "admin_notes", "virtual_meeting_link"), max_size=6)
TABLE_FIELDS = (
    "Committee",
    "Day",
    "Time",
    "Address",
    "Format1",
    "Language1",
    "Latitude",
    "Delete",
    "bmlt_id",
    "Types",
    "Slug",
)
TEXTS = st.one_of(st.text(max_size=30), SCALARS.map(str))


def imported(feed: Feed) -> Report:
    """Import it twice; the second time changes nothing."""
    first = import_feed(feed, source_name="any", accept_shrink=True, now=NOW)
    again = import_feed(feed, source_name="any", accept_shrink=True, now=NOW)
    assert (again.created, again.changed, again.withdrawn) == (0, 0, 0)
    return first


def check_complete(report: Report) -> None:
    taken = report.created + report.changed + report.unchanged
    told = {each.row for each in report.skipped if not each.identity.startswith(("format ", "service body "))}
    assert taken + len(told) >= report.rows
    assert all(each.reason for each in report.skipped)
    assert all(each.what for each in report.repaired)


GENTLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.django_db
@GENTLY
@given(GUIDE_ROWS)
def test_any_meeting_guide_feed_ends_with_a_complete_report(rows):
    check_complete(imported(MeetingGuideFeed(rows)))


@pytest.mark.django_db
@GENTLY
@given(BMLT_ROWS, st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3))
def test_any_answers_of_a_root_server_end_with_a_complete_report(rows, formats, bodies):
    report = imported(feed_of(*rows, formats=tuple(formats), bodies=tuple(bodies)))

    check_complete(report)


@pytest.mark.django_db
@GENTLY
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(TABLE_FIELDS),
            TEXTS,
            max_size=5,
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_any_table_ends_with_a_complete_report(changes, is_naws):
    row = {"CommitteeName": "Lights", "AreaRegion": "AR1", "Day": "Tuesday", "Time": "1930", "Name": "Lights"}
    text = io.StringIO()
    writer = csv.DictWriter(text, [*row, *(name for name in TABLE_FIELDS if name not in row)])
    writer.writeheader()
    writer.writerows([row | change for change in changes])
    table = read_csv(text.getvalue().encode("utf-8", "replace"), "any.csv")

    check_complete(imported(NawsFeed(table) if is_naws else TsmlFeed(table)))


@pytest.mark.django_db
@pytest.mark.parametrize("strange", ["\x00", "\ud800", "a\x00b", "\ufffe", "\u202e", "🌱" * 50])
def test_strange_characters_in_whatever_a_row_calls_itself_can_be_reported(strange):
    guide = imported(MeetingGuideFeed([guide_row(strange, time="?"), guide_row("b", types=strange, day=strange)]))
    root_server = imported(feed_of(bmlt_row(strange), bmlt_row(1, formats=strange, service_bodies=strange)))
    bodies = imported(feed_of(bmlt_row(1, service_body_bigint=strange), bodies=({"id": strange, "name": strange},)))

    assert (len(guide.skipped), len(root_server.skipped)) == (2, 1)
    assert ImportRun.objects.filter(outcome="failed").count() == 0
    assert bodies.rows == 1


HUGE_FIELDS = ("name", "notes", "slug", "location", "formatted_address", "types", "day", "time", "times")


@pytest.mark.django_db
@pytest.mark.parametrize("filling", ["x ", "<", "a,", "&amp;", "@a.b"])
def test_ten_megabytes_in_any_field_end_within_a_moment(filling):
    huge = filling * (10_000_000 // len(filling))
    rows = [guide_row(f"row {name}") | {name: huge} for name in HUGE_FIELDS]

    begun_at = time.monotonic()
    check_complete(imported(MeetingGuideFeed(rows)))

    assert time.monotonic() - begun_at < 60
