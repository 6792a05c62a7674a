"""Each known reason, and what two servers answer when it holds."""

from pathlib import Path

import pytest

from meetings.moving_over.reasons.catalogue import SENTENCES, Reason
from tests.meetings.feeds import bmlt_row, body_row, format_row
from tests.meetings.moving_over.cases import (
    CHANGES,
    DUMP,
    FORMATS,
    INFO,
    NEAR,
    ONLINE,
    SEARCH,
    SERVER,
    TOWN,
    TSML,
    VIRTUAL,
    ZERO,
    Case,
    change,
    dump,
    extra,
    lost,
    one,
    search,
    tsml,
)
from tests.meetings.moving_over.root_servers import Reply

GUIDE = Path(__file__).parents[3] / "docs" / "moving-from-bmlt.md"

KNOWN = [
    one(Reason.OWN_ADDRESS, root_server_uri=("https://old.example/main_server", "https://new.example/main_server")),
    Case(Reason.VERSION, INFO, [SERVER], [SERVER | {"version": "4.2.7"}]),
    Case(Reason.DISCLOSES_NOTHING, INFO, [SERVER | {"phpVersion": "8.3"}], [SERVER | {"phpVersion": ""}]),
    Case(Reason.EXTRA_INFO, INFO, [SERVER], [SERVER | {"handrail_version": "0.4"}]),
    Case(Reason.HISTORY_KEPT, INFO, [SERVER | {"changesPerMeeting": "5"}], [SERVER | {"changesPerMeeting": "0"}]),
    Case(Reason.ID_REMAPPED, SEARCH, [bmlt_row(7)], [bmlt_row(900_007)]),
    Case(
        # 7 was not free: on the new server it is a meeting of somebody else.
        Reason.ID_REMAPPED,
        SEARCH,
        [bmlt_row(7), bmlt_row(8, meeting_name="Owls")],
        [bmlt_row(907), bmlt_row(7, meeting_name="Owls")],
    ),
    Case(
        Reason.ID_REMAPPED,
        SEARCH,
        [bmlt_row(1, service_body_name="Harbour Area")],
        [bmlt_row(1, service_body_name="Harbour Area", service_body_bigint="40")],
    ),
    Case(
        Reason.ID_REMAPPED,
        SEARCH,
        [bmlt_row(1, formats="O,BT", format_shared_id_list="3,17")],
        [bmlt_row(1, formats="O,BT", format_shared_id_list="17,803")],
    ),
    Case(
        Reason.ID_REMAPPED,
        "json/?switcher=GetServiceBodies",
        [body_row(1), body_row(2, name="North", parent_id="1")],
        [body_row(901), body_row(2, name="North", parent_id="901")],
    ),
    Case(Reason.FIELD_ADDED, SEARCH, [bmlt_row(1)], [bmlt_row(1, service_body_name="Harbour Area")]),
    Case(Reason.FIELD_ADDED, SEARCH, [bmlt_row(1)], [bmlt_row(1, zone="")]),
    Case(Reason.EMPTY_FIELD, SEARCH, [bmlt_row(1, zone="")], [bmlt_row(1)]),
    one(Reason.ZONE_FILLED, time_zone=("", "America/New_York")),
    Case(
        Reason.ZONE_FILLED,
        "json/?meeting_key=time_zone&switcher=GetFieldValues",
        [{"time_zone": "NULL", "ids": "1,2"}, {"time_zone": "Europe/Berlin", "ids": "3"}],
        [{"time_zone": "America/New_York", "ids": "1"}, {"time_zone": "Europe/Berlin", "ids": "2,3"}],
    ),
    one(Reason.VENUE_TYPE_FILLED, venue_type=("", "1")),
    one(Reason.VENUE_FORMAT, venue_type=("3", "3"), formats=("O", "O,HY"), format_shared_id_list=("17", "17,56")),
    one(Reason.NAME_FILLED, meeting_name=("", "NA meeting")),
    one(Reason.WHOLE_TIMES, duration_time=("01:00", "01:00:00")),
    one(Reason.NUMBER_FORMAT, latitude=("40.7128000", "40.7128"), longitude=("-74.0060", "-74.006")),
    Case(
        Reason.NUMBER_FORMAT,
        "json/?switcher=GetCoverageArea",
        [{"nw_corner_latitude": "45.0"}],
        [{"nw_corner_latitude": "45"}],
    ),
    Case(Reason.ZERO_COORDINATES, SEARCH, [bmlt_row(1, **ZERO)], [bmlt_row(1, latitude="", longitude="")]),
    one(Reason.DISTANCE_ROUNDING, distance_in_km=("1.2074647", "1.20746471"), distance_in_miles=("0.75", "0.7500001")),
    Case(
        Reason.VIRTUAL_NO_PLACE,
        SEARCH,
        [bmlt_row(1, **VIRTUAL)],
        [bmlt_row(1, **VIRTUAL, latitude="", location_text="")],
    ),
    lost(Reason.VIRTUAL_NO_PLACE, search(geo_width="10", **NEAR), **VIRTUAL),
    one(Reason.TEXT_CLEANED, comments=("<b>Ring</b> twice &amp; wait", "Ring twice & wait")),
    one(Reason.TEXT_CLEANED, location_text=("St.  Example\r\nHall", "St. Example Hall")),
    one(Reason.EMAIL_REMOVED, comments=("Write to ann@example.org first", "Write to first")),
    one(Reason.LINK_CHECKED, virtual_meeting_link=("Zoom: https://meet.example/1", "https://meet.example/1")),
    one(Reason.LINK_CHECKED, virtual_meeting_link=("javascript:alert(1)", "")),
    Case(Reason.FORMULA_GUARDED, DUMP, dump('Lights,"=1+1",,,1,'), dump("Lights,'=1+1,,,1,")),
    one(
        Reason.FORMAT_FALLBACK,
        search(lang_enum="de"),
        formats=("O", "O,BT"),
        format_shared_id_list=("17", "3,17"),
    ),
    Case(
        Reason.FORMAT_FALLBACK,
        "json/?lang_enum=de&switcher=GetFormats",
        [format_row(17, "O", lang="de")],
        [format_row(17, "O", lang="de"), format_row(3, "BT")],
    ),
    one(Reason.FORMAT_ORDER, formats=("BT,O,BT", "O,BT"), format_shared_id_list=("3,17,3", "3,17")),
    one(Reason.FORMAT_ORDER, formats=("O", "O"), format_shared_id_list=("17,3", "3,17")),
    Case(
        Reason.FORMAT_CODE_FILLED, FORMATS, [format_row(9, "ES", world_id="")], [format_row(9, "ES", world_id="LANG")]
    ),
    Case(
        Reason.RESERVED_FORMATS,
        FORMATS,
        [],
        [format_row(54, "VM", world_id="VM"), format_row(56, "HY", world_id="HYBR")],
    ),
    Case(
        Reason.FOLLOWS_MEETINGS,
        search(advanced_published="0", get_used_formats=""),
        {"meetings": [bmlt_row(1, published="0", format_shared_id_list="3")], "formats": [format_row(3, "BT")]},
        {"meetings": [], "formats": []},
    ),
    Case(
        Reason.TIES_BY_ID,
        SEARCH,
        [bmlt_row(2, meeting_name="Owls"), bmlt_row(1), bmlt_row(3, start_time="20:00:00")],
        [bmlt_row(1), bmlt_row(2, meeting_name="Owls"), bmlt_row(3, start_time="20:00:00")],
    ),
    Case(
        Reason.TIES_BY_ID,
        search(page_size="2"),
        [bmlt_row(1, start_time="07:00:00"), bmlt_row(3, meeting_name="Owls")],
        [bmlt_row(1, start_time="07:00:00"), bmlt_row(2)],
    ),
    Case(
        Reason.PAGE_SORTED,
        search(page_size="1", sort_keys="location_municipality"),
        [bmlt_row(1)],
        [bmlt_row(2, meeting_name="Owls", **TOWN)],
    ),
    Case(
        Reason.NO_FIXED_ORDER,
        FORMATS,
        [format_row(3, "BT"), format_row(17, "O")],
        [format_row(17, "O"), format_row(3, "BT")],
    ),
    lost(Reason.UNPUBLISHED_HIDDEN, search(advanced_published="0"), published="0"),
    lost(Reason.UNPUBLISHED_HIDDEN, search(advanced_published="-1", data_field_key="id_bigint")),
    Case(Reason.UNPUBLISHED_HIDDEN, DUMP, dump("Lights,,,,1,", "Owls,,,,2,1"), dump("Lights,,,,1,")),
    one(Reason.CONTACTS_PRIVATE, contact_phone_1=("555-0100", ""), email_contact=("a@example.org", "")),
    Case(
        Reason.CONTACTS_PRIVATE,
        CHANGES,
        [change(json_data={"after": {"admin_notes": "call Ann"}})],
        [change(json_data={"after": {"admin_notes": "********"}})],
    ),
    Case(Reason.EDITORS_NOT_NAMED, CHANGES, [change(user_id="4", user_name="Ann")], [change()]),
    Case(Reason.OWN_HISTORY, CHANGES, [change()], [change(change_id="1"), change(date_int="1793376001")]),
    Case(Reason.OWN_HISTORY, DUMP, dump("Lights,,10/1/2026,,1,", "Owls,,,D,2,"), dump("Lights,,11/2/2026,,1,")),
    Case(
        Reason.LIST_NOT_OBJECT,
        CHANGES,
        [change(json_data={"before": {"formats": {"0": "BT", "2": "O"}}})],
        [change(json_data={"before": {"formats": ["BT", "O"]}})],
    ),
    extra(Reason.ENDS_BEFORE, search(EndsBeforeH="21"), start_time="19:30:00", duration_time="01:30:00"),
    lost(
        Reason.ENDS_BEFORE, search(EndsBeforeH="20", EndsBeforeM="30"), start_time="23:30:00", duration_time="02:00:00"
    ),
    extra(Reason.VENUE_TYPE_KNOWN, search(venue_types="-2"), venue_type="1"),
    extra(Reason.VENUE_TYPE_KNOWN, search(venue_types="1,3"), venue_type="1"),
    extra(Reason.TEXT_SEARCH, search(SearchString="lights")),
    lost(Reason.TEXT_SEARCH, search(SearchString="light"), comments=""),
    extra(Reason.BARE_HOUR, search(meeting_key="start_time", meeting_key_value="19")),
    Case(
        Reason.COMMA_LISTS, "json/?key_strings=O,C&switcher=GetFormats", [], [format_row(17, "O"), format_row(4, "C")]
    ),
    Case(
        Reason.NO_GEOCODER,
        search(SearchString="Albany", StringSearchIsAnAddress="1"),
        [bmlt_row(1)],
        Reply({"message": "no geocoder"}, status=400),
    ),
    Case(
        Reason.AUTO_RADIUS,
        search(geo_width="-2", **NEAR),
        [bmlt_row(1, distance_in_km="1"), bmlt_row(2, distance_in_km="2", **VIRTUAL)],
        [bmlt_row(1, distance_in_km="1"), bmlt_row(3, distance_in_km="5", meeting_name="Owls")],
    ),
    Case(Reason.TSML_UPDATED, TSML, [tsml()], [tsml(updated="2026-11-01 10:00:00")]),
    Case(Reason.TSML_ONLINE, TSML, [tsml(**ONLINE)], [tsml(**ONLINE, location="Online Meeting")]),
]


@pytest.mark.parametrize("case", KNOWN, ids=str)
def test_a_known_reason_is_found(old, new, compare, case):
    old.answers(case.query, case.old)
    new.answers(case.query, case.new)
    old.answers("json/?meeting_ids=2&switcher=GetSearchResults", [bmlt_row(2, venue_type="")])

    outcome = compare(case.query)

    assert case.reason in outcome.reasons
    assert outcome.status == 0


def test_every_reason_has_a_sentence_a_case_and_its_row_in_the_guide():
    table = GUIDE.read_text().partition("| reason |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1].strip(" `") for line in table.splitlines() if line.startswith("| `")]

    assert set(SENTENCES) == set(Reason)
    assert {case.reason for case in KNOWN} == set(Reason)
    assert sorted(rows) == sorted(Reason)
