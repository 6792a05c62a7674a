"""GetSearchResults, filter by filter: what a root server finds, we find."""

import pytest

from meetings.models import Meeting
from meetings.stored import places
from meetings.venues import PlaceFacts
from tests.meetings import factories
from tests.meetings.bmlt.asking import ask, found, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_days(db: None) -> list[Meeting]:
    """Meetings 1, 2, 3 on Sunday, Tuesday and Saturday."""
    days = (0, 2, 6)
    return factories.save([factories.unsaved(number, weekday=day) for number, day in enumerate(days, start=1)])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("meeting_ids=", [1, 2, 3]),
        ("meeting_ids=2", [2]),
        ("meeting_ids=1,3", [1, 3]),
        ("meeting_ids=1, 3", [1, 3]),
        ("meeting_ids[]=1&meeting_ids[]=3", [1, 3]),
        ("meeting_ids=-2", [1, 3]),
        ("meeting_ids[]=-2&meeting_ids[]=-3", [1]),
        ("meeting_ids=0,word", [1, 2, 3]),
        ("meeting_ids=99999999999999999999999", []),
        ("weekdays=1", [1]),
        ("weekdays=3,7", [2, 3]),
        ("weekdays=3, 7", [2, 3]),
        ("weekdays[]=3&weekdays[]=7", [2, 3]),
        ("weekdays=-1", [2, 3]),
        ("weekdays=-1,-7", [2]),
        ("weekdays=1,3,-3", [1]),
        ("weekdays=0", [1, 2, 3]),
        ("weekdays=8", []),
        ("Weekdays=1", [1, 2, 3]),
    ],
)
def test_ids_and_weekdays_come_in_three_forms_and_with_signs(query, expected, three_days):
    assert sorted(found(query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("venue_types=1", [1]),
        ("venue_types=2", [2, 4]),
        ("venue_types=1,3", [1, 3]),
        ("venue_types=1, 3", [1, 3]),
        ("venue_types=-2", [1, 3]),
        ("venue_types[]=-2&venue_types[]=-3", [1]),
    ],
)
def test_venue_types_follow_what_the_row_says(query, expected):
    here = (40.7, -74.0)
    online = {"online_url": "https://meet.example/a"}
    factories.meeting(1, at=here)
    factories.meeting(2, **online)
    factories.meeting(3, at=here, venue_type="hybrid", **online)
    # Its place is closed and it goes on online.
    factories.meeting(4, at=here, state="place_closed", **online)

    assert found(query) == expected
    assert {row["venue_type"] for row in search(query)} <= {"1", "2", "3"}


@pytest.fixture
def structure(db: None) -> dict[str, int]:
    """A zone with a region with two areas; a meeting in each, and one in no body."""
    zone = factories.service_body("Zone", type="ZF")
    region = factories.service_body("Region", type="RS", parent=zone)
    north = factories.service_body("North", type="AS", parent=region)
    south = factories.service_body("South", type="AS", parent=region)
    bodies = {"zone": zone, "region": region, "north": north, "south": south}
    factories.save(
        [factories.unsaved(number, service_body=body) for number, body in enumerate(bodies.values(), start=1)]
    )
    factories.meeting(5)
    return {name: body.pk for name, body in bodies.items()}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("services={north}", [3]),
        ("services={north},{south}", [3, 4]),
        ("services[]={north}&services[]={south}", [3, 4]),
        ("services=-{north}", [1, 2, 4, 5]),
        ("services={region}", [2]),
        ("services={region}&recursive=1", [2, 3, 4]),
        ("services={zone}&recursive=1", [1, 2, 3, 4]),
        ("services={north}&recursive=1", [3]),
        ("services=-{region}&recursive=1", [1, 5]),
        ("services={zone},-{north}&recursive=1", [1, 2, 4]),
        ("services=999999", []),
        ("services=word", [1, 2, 3, 4, 5]),
    ],
)
def test_services_are_followed_down_on_both_sides(query, expected, structure):
    assert found(query.format(**structure)) == expected


def test_formats_are_all_of_them_unless_asked_otherwise():
    basic, women = factories.meeting_format("BT"), factories.meeting_format("W")
    factories.meeting(1, basic, at=(40.7, -74.0))
    factories.meeting(2, basic, women, at=(40.7, -74.0))
    factories.meeting(3, women, at=(40.7, -74.0))
    factories.meeting(4)

    both = f"{basic.pk},{women.pk}"
    assert found(f"formats={basic.pk}") == [1, 2]
    assert found(f"formats={both}") == [2]
    assert found(f"formats[]={basic.pk}&formats[]={women.pk}&formats_comparison_operator=and") == [2]
    assert found(f"formats={both}&formats_comparison_operator=OR") == [1, 2, 3]
    assert found(f"formats=-{basic.pk}") == [3, 4]
    assert found(f"formats=-{basic.pk},-{women.pk}") == [4]
    assert found(f"formats={basic.pk},-{women.pk}") == [1]
    assert found("formats=54") == [4]
    assert found("formats=-54") == [1, 2, 3]
    assert found("formats=987654") == []
    assert found(f"formats={basic.pk},54") == []
    assert found(f"formats={basic.pk},54&formats_comparison_operator=OR") == [1, 2, 4]
    assert found(f"formats=-{basic.pk},-54") == [3]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("StartsAfterH=9", [2, 3, 4]),
        ("StartsAfterH=9&StartsAfterM=30", [3, 4]),
        ("StartsAfterM=30", [1, 2, 3, 4]),
        ("StartsAfterH=99&StartsAfterM=99", []),
        ("StartsAfterH=word", [1, 2, 3, 4]),
        ("StartsBeforeH=9&StartsBeforeM=30", [1]),
        ("StartsBeforeH=9&StartsBeforeM=31", [1, 2]),
        ("StartsBeforeH=-3", []),
        # 09:30 and an hour and a half: minutes carry.
        ("EndsBeforeH=11", [1, 2]),
        ("EndsBeforeH=10&EndsBeforeM=59", [1]),
        # 23:30 and two hours end on the next day.
        ("EndsBeforeH=23&EndsBeforeM=59", [1, 2, 3]),
        ("MinDurationH=1&MinDurationM=30", [2, 4]),
        ("MinDurationH=2", [4]),
        ("MaxDurationH=1", [1, 3]),
        ("MaxDurationH=1&MaxDurationM=30", [1, 2, 3]),
        ("MinDurationH=1&MaxDurationH=1", [1, 3]),
    ],
)
def test_times_are_bounds_in_local_time(query, expected):
    slots = (("09:00", 60), ("09:30", 90), ("12:00", 60), ("23:30", 120))
    factories.save(
        [factories.unsaved(n, start=start, duration_minutes=m) for n, (start, m) in enumerate(slots, start=1)]
    )

    assert found(query) == expected


@pytest.fixture
def described(db: None) -> list[Meeting]:
    body = factories.service_body("Harbour Area")
    meetings = [
        factories.unsaved(1, at=(40.7, -74.0), world_id="G0001", service_body=body, notes="Ring twice, then wait"),
        factories.unsaved(2, weekday=0, start="07:05", name="Früh, aber da", custom_fields={"zone": "Zone 3"}),
        factories.unsaved(3, weekday=0, duration_minutes=1440, online_phone="+1 212 555 0100", text_language="es"),
    ]
    return factories.save(meetings)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("meeting_key=id_bigint&meeting_key_value=2", [2]),
        ("meeting_key=id_bigint&meeting_key_value[]=2&meeting_key_value[]=3", [2, 3]),
        ("meeting_key=worldid_mixed&meeting_key_value=G0001", [1]),
        ("meeting_key=weekday_tinyint&meeting_key_value=1", [2, 3]),
        ("meeting_key=weekday_tinyint&meeting_key_value[]=1&meeting_key_value[]=3", [2, 3, 1]),
        ("meeting_key=venue_type&meeting_key_value=1", [1]),
        ("meeting_key=start_time&meeting_key_value=7:05", [2]),
        ("meeting_key=start_time&meeting_key_value=07:05:59", [2]),
        ("meeting_key=start_time&meeting_key_value=19:30:00", [3, 1]),
        ("meeting_key=start_time&meeting_key_value=7", []),
        ("meeting_key=start_time&meeting_key_value=noon", []),
        ("meeting_key=duration_time&meeting_key_value=1", [2, 1]),
        ("meeting_key=duration_time&meeting_key_value=24:00:00", [3]),
        ("meeting_key=duration_time&meeting_key_value=25:00:00", []),
        ("meeting_key=time_zone&meeting_key_value=America/New_York", [2, 3, 1]),
        ("meeting_key=lang_enum&meeting_key_value=es", [3]),
        ("meeting_key=meeting_name&meeting_key_value=Fr%C3%BCh, aber da", [2]),
        ("meeting_key=comments&meeting_key_value=Ring twice, then wait", [1]),
        ("meeting_key=comments&meeting_key_value=Ring twice", []),
        ("meeting_key=phone_meeting_number&meeting_key_value=%2B1 212 555 0100", [3]),
        ("meeting_key=zone&meeting_key_value=Zone 3", [2]),
        ("meeting_key=no_such_field&meeting_key_value=1", []),
        ("meeting_key=formats&meeting_key_value=VM", []),
        ("meeting_key=latitude&meeting_key_value=40.7", []),
        ("meeting_key=longitude&meeting_key_value=-74", []),
        ("meeting_key=comments&meeting_key_value=", []),
        ("meeting_key=comments&meeting_key_value[]=", []),
        ("meeting_key=comments", []),
        ("meeting_key_value=1", [2, 3, 1]),
    ],
)
def test_meeting_key_asks_for_exactly_one_value_or_any_of_several(query, expected, described):
    assert found(query) == expected


def test_text_longer_than_upstream_keeps_in_one_column_is_found_by_key():
    factories.meeting(1, notes="x" * 6_000)

    assert found(f"meeting_key=comments&meeting_key_value={'x' * 6_000}") == [1]
    assert found(f"meeting_key=comments&meeting_key_value={'x' * 5_999}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", [2]),
        ("1,3", [3, 1]),
        ("1, 3", [3, 1]),
        ("1,word", []),
        # Too short to be looked for: everything.
        ("zq", [2, 3, 1]),
        ("", [2, 3, 1]),
        ("harbour", [1]),
        ("HARBOUR", [1]),
        ("harbou", []),
        ("ring fruh", [2, 1]),
        ("früh", [2]),
        ("fruh", [2]),
        ("zone", [2]),
        # A number is an id, not a word.
        ("0100", []),
        ("---", []),
        # The name of its service body is no data field.
        ("area", []),
    ],
)
def test_search_string_is_ids_or_whole_words_of_any_data_field(text, expected, described):
    described[0].place = places.find_or_make([PLACE])[PLACE]
    factories.save([described[0]])

    assert found(f"SearchString={text}") == expected


PLACE = PlaceFacts(name="Harbour House", street="1 Quay", lat=40.7, lon=-74.0)


def test_two_meetings_with_one_name_are_both_found():
    factories.save([factories.unsaved(1, weekday=1, name="Saved by Grace")])
    factories.save([factories.unsaved(2, weekday=4, name="Saved by Grace")])

    assert found("SearchString=grace") == [1, 2]


def test_an_address_cannot_be_looked_up_without_a_geocoder():
    response = ask("GetSearchResults&SearchString=Brooklyn&StringSearchIsAnAddress=1")

    assert response.status_code == 400
    assert "geocoder" in response.json()["message"]
    assert found("SearchString=&StringSearchIsAnAddress=1") == []
