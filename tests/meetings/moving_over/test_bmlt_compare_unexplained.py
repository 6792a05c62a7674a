"""What is close to a known reason and stays unexplained."""

import pytest

from meetings.moving_over.reasons.catalogue import Reason
from tests.meetings.feeds import bmlt_row, format_row
from tests.meetings.moving_over.cases import (
    CHANGES,
    INFO,
    SEARCH,
    SERVER,
    TSML,
    VIRTUAL,
    Case,
    change,
    extra,
    lost,
    one,
    search,
    tsml,
)
from tests.meetings.moving_over.root_servers import Reply

UNEXPLAINED = [
    one(Reason.OWN_ADDRESS, root_server_uri=("https://old.example", "")),
    Case(Reason.EXTRA_INFO, INFO, [SERVER], [SERVER | {"langs": "de"}]),
    Case(Reason.ID_REMAPPED, SEARCH, [bmlt_row(7)], [bmlt_row(8, location_street="9 Other Street")]),
    Case(Reason.ID_REMAPPED, SEARCH, [bmlt_row(7)], [bmlt_row(8), bmlt_row(9)]),
    one(Reason.ID_REMAPPED, service_body_bigint=("12", "13")),
    Case(Reason.FIELD_ADDED, SEARCH, [bmlt_row(1)], [bmlt_row(1, zone="North")]),
    Case(
        Reason.EMPTY_FIELD,
        SEARCH,
        [bmlt_row(1, zone=""), bmlt_row(2, zone="North", meeting_name="Owls")],
        [bmlt_row(1), bmlt_row(2, meeting_name="Owls")],
    ),
    Case(Reason.EMPTY_FIELD, SEARCH, [bmlt_row(1, comments="")], [bmlt_row(1)]),
    one(Reason.FORMAT_ORDER, formats=("O,BT", "O,BT,BT")),
    Case(Reason.CONTACTS_PRIVATE, SEARCH, [bmlt_row(1, admin_notes="x")], [bmlt_row(1)]),
    one(Reason.ZONE_FILLED, time_zone=("America/Chicago", "America/New_York")),
    one(Reason.ZONE_FILLED, time_zone=("America/Chicago", "")),
    one(Reason.VENUE_TYPE_FILLED, venue_type=("2", "1")),
    one(Reason.VENUE_FORMAT, venue_type=("2", "2"), formats=("O", "O,HY")),
    one(Reason.WHOLE_TIMES, duration_time=("01:00", "01:30:00")),
    one(Reason.WHOLE_TIMES, duration_time=("01:00:00", "01:00")),
    one(Reason.NUMBER_FORMAT, latitude=("40.7128", "40.7129")),
    one(Reason.ZERO_COORDINATES, latitude=("0.0", "")),
    one(Reason.DISTANCE_ROUNDING, distance_in_km=("1.2074647", "1.2074677")),
    one(Reason.VIRTUAL_NO_PLACE, venue_type=("3", "3"), location_text=("Hall", "")),
    lost(Reason.VIRTUAL_NO_PLACE, SEARCH, **VIRTUAL),
    one(Reason.TEXT_CLEANED, comments=("<b>Ring</b> twice", "Ring")),
    one(Reason.LINK_CHECKED, virtual_meeting_link=("https://meet.example/1", "")),
    one(Reason.FORMULA_GUARDED, comments=("=1+1", "'=1+1")),
    one(Reason.FORMAT_FALLBACK, formats=("O", "O,BT"), format_shared_id_list=("17", "3,17")),
    one(Reason.FORMAT_FALLBACK, search(lang_enum="de"), formats=("O,BT", "O")),
    Case(
        Reason.FOLLOWS_MEETINGS,
        search(get_used_formats=""),
        {"meetings": [], "formats": [format_row(3, "BT")]},
        {"meetings": [], "formats": []},
    ),
    Case(
        Reason.TIES_BY_ID,
        search(data_field_key="id_bigint"),
        [{"id_bigint": "2"}, {"id_bigint": "1"}],
        [{"id_bigint": "1"}, {"id_bigint": "2"}],
    ),
    Case(Reason.PAGE_SORTED, search(page_size="1"), [bmlt_row(1)], [bmlt_row(2, weekday_tinyint="4")]),
    lost(Reason.UNPUBLISHED_HIDDEN, search(advanced_published="0"), published="1"),
    extra(Reason.UNPUBLISHED_HIDDEN, search(advanced_published="-1"), published="0"),
    one(Reason.CONTACTS_PRIVATE, contact_phone_1=("", "555-0100")),
    Case(Reason.EDITORS_NOT_NAMED, CHANGES, [change()], [change(user_name="Ann")]),
    lost(Reason.ENDS_BEFORE, search(EndsBeforeH="21"), start_time="19:30:00", duration_time="01:30:00"),
    extra(Reason.VENUE_TYPE_KNOWN, search(venue_types="-2"), venue_type="2"),
    lost(Reason.VENUE_TYPE_KNOWN, search(venue_types="-2"), venue_type="1"),
    lost(Reason.TEXT_SEARCH, search(SearchString="owls"), comments=""),
    extra(Reason.TEXT_SEARCH, search(SearchString="ow")),
    extra(Reason.TEXT_SEARCH, search(SearchString="Albany", StringSearchIsAnAddress="1")),
    extra(Reason.BARE_HOUR, search(meeting_key="start_time", meeting_key_value="20")),
    Case(Reason.TSML_ONLINE, TSML, [tsml(coordinates="1,2")], [tsml(coordinates="1,2", location="Online Meeting")]),
    Case(Reason.VIRTUAL_NO_PLACE, TSML, [tsml(coordinates="1,2")], [tsml(coordinates=None)]),
    Case(Reason.NO_GEOCODER, search(SearchString="Albany"), [bmlt_row(1)], Reply(status=400)),
]


@pytest.mark.parametrize("case", UNEXPLAINED, ids=str)
def test_what_only_looks_like_it_stays_unexplained(old, new, compare, case):
    old.answers(case.query, case.old)
    new.answers(case.query, case.new)
    old.answers("json/?meeting_ids=2&switcher=GetSearchResults", [bmlt_row(2, venue_type="")])

    outcome = compare(case.query)

    assert case.reason not in outcome.reasons
    assert outcome.status == 1


@pytest.mark.parametrize(
    ("query", "held"),
    [
        (search(SearchString="lights"), []),
        (search(SearchString="lights"), [bmlt_row(3)]),
        (search(SearchString="lights"), b"broken"),
        (search(SearchString="lights"), Reply(status=422)),
        (search(venue_types="-2"), []),
        (search(venue_types="-2"), [bmlt_row(2, venue_type="2")]),
    ],
)
def test_a_reason_does_not_stand_when_the_old_server_does_not_have_the_meeting_so(old, new, compare, query, held):
    old.answers(query, [bmlt_row(1)])
    new.answers(query, [bmlt_row(1), bmlt_row(2, meeting_name="Owls")])
    old.answers("json/?meeting_ids=2&switcher=GetSearchResults", held)

    assert compare(query).reasons == {"unexplained"}
