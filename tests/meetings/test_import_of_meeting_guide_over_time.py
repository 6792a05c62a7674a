"""A Meeting Guide feed that is imported again and again, and what makes a row the same row."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from meetings.imports.report import Report
from meetings.imports.taking_over import import_feed
from meetings.models import Meeting, MeetingChange
from tests.meetings import factories
from tests.meetings.feeds import guide_of, guide_row
from tests.times import utc

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = utc("2026-11-23T06:00"), utc("2026-11-24T06:00")


def take(*rows: Any, now=MONDAY, source: str = "guide", **options: Any) -> Report:
    return import_feed(guide_of(*rows), source_name=source, accept_shrink=True, now=now, **options)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.changed, report.unchanged, report.withdrawn


@pytest.mark.parametrize(
    ("name", "value"),
    [("updated", "8/29/2021"), ("region", "Manhattan"), ("notes", ""), ("timezone", "America/New_York")],
)
def test_a_row_that_means_the_same_changes_nothing(name, value):
    take(guide_row("lights", neighborhood="", regions=["New York", "Manhattan"]))
    before = list(Meeting.objects.values_list("seq", "updated_at"))

    report = take(guide_row("lights", regions=["New York", "Manhattan"], **{name: value}), now=TUESDAY)

    assert counts(report) == (0, 0, 1, 0)
    assert list(Meeting.objects.values_list("seq", "updated_at")) == before
    assert MeetingChange.objects.count() == 1


def test_the_same_feed_twice_changes_nothing_and_a_vanished_row_comes_back_as_itself():
    rows = [guide_row("a", day=[1, 2, 3]), guide_row(7, name="Integer")]
    take(*rows)
    ids = set(Meeting.objects.values_list("pk", flat=True))

    same, gone, back = take(*rows), take(rows[0]), take(*rows)

    assert (counts(same), counts(gone), counts(back)) == ((0, 0, 4, 0), (0, 0, 3, 1), (0, 1, 3, 0))
    assert set(Meeting.objects.values_list("pk", flat=True)) == ids


def test_an_integer_slug_is_an_id_and_kept_where_it_is_free():
    factories.meeting(254)

    take(guide_row(254), guide_row(255, day=3))

    assert Meeting.objects.get(weekday=3).pk == 255
    assert Meeting.objects.exclude(pk__in=[254, 255]).get().pk >= 10_000_000


def test_only_a_number_as_numbers_are_written_is_kept_as_an_id():
    rows = [guide_row(slug, day=day) for day, slug in enumerate(("7", "007", "７", "²"), start=1)]

    take(*rows)

    assert list(Meeting.objects.filter(pk__lt=10_000_000).values_list("pk", flat=True)) == [7]
    assert counts(take(*rows)) == (0, 0, 4, 0)


def test_slugs_with_strange_characters_are_identities_and_become_plain_here():
    take(guide_row("a/b & c"), guide_row("x" * 300, day=3))
    slugs = list(Meeting.objects.values_list("slug", flat=True))

    assert all(len(slug) <= 64 and "/" not in slug and "&" not in slug for slug in slugs)
    assert counts(take(guide_row("a/b & c"), guide_row("x" * 300, day=3))) == (0, 0, 2, 0)


def test_a_slug_that_is_taken_here_is_replaced_by_one_of_ours():
    take(guide_row("lights"))

    take(guide_row("lights"), source="another")

    assert Meeting.objects.filter(slug="lights").count() == 1
    assert Meeting.objects.count() == 2


def test_a_slug_that_stands_twice_is_two_meetings_at_two_times_and_one_at_the_same():
    report = take(guide_row("lights"), guide_row("lights", day=4), guide_row("lights", name="Twice"))

    assert (report.created, [(each.row, each.field) for each in report.skipped]) == (2, [(3, "slug")])
    assert [(each.row, each.field) for each in report.repaired] == [(2, "slug")]


def test_a_row_without_slug_is_known_by_its_name_and_address():
    bare = {name: value for name, value in guide_row("").items() if name != "slug"}

    first, again = take(bare), take(bare | {"notes": "new"}, now=TUESDAY)

    assert (counts(first), counts(again)) == ((1, 0, 0, 0), (0, 1, 0, 0))


def test_a_zone_that_nothing_tells_is_the_one_of_the_source_or_told_as_a_guess():
    bare = guide_row("lights", timezone="", latitude=None, longitude=None)

    report = take(bare)
    take(bare | {"slug": "other", "day": 4}, source="told", tzid="America/Edmonton")

    assert [each.what for each in report.repaired] == ["time zone: none, and nothing tells which; taken as UTC"]
    assert Meeting.objects.get(weekday=4).tzid == "America/Edmonton"
    assert set(Meeting.objects.values_list("tzid_inferred", flat=True)) == {True}


def test_a_file_is_recognised_by_its_rows_and_the_guess_is_said(tmp_path: Path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([guide_row("lights")]))
    out = StringIO()

    call_command("import_meetings", str(path), stdout=out)

    assert out.getvalue().splitlines()[0] == "Read as meeting-guide; --format says otherwise."


def test_a_dry_run_says_field_by_field_what_would_change(tmp_path: Path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([guide_row("lights")]))
    call_command("import_meetings", str(path), stdout=StringIO())
    path.write_text(
        json.dumps([guide_row("lights", name="Dawn Lights", formatted_address="1 Other St, New York, NY, USA")])
    )
    out = StringIO()

    call_command("import_meetings", str(path), "--dry-run", stdout=out)

    assert '    name: "Tuesday Lights" → "Dawn Lights"' in out.getvalue()
    assert '    place.street: "12 Sample Street" → "1 Other St"' in out.getvalue()
    assert "Would be: 0 created, 1 changed" in out.getvalue()
    assert Meeting.objects.get().name == "Tuesday Lights"
