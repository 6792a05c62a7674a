import gzip

from tests.meetings.feeds import bmlt_row
from tests.meetings.moving_over.root_servers import Reply, run_comparison

TUESDAYS = "json/?switcher=GetSearchResults&weekdays=3"
SUNDAYS = "json/?switcher=GetSearchResults&weekdays=1"


def test_two_servers_that_answer_alike_pass(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, [bmlt_row(1), bmlt_row(2)])

    outcome = compare(TUESDAYS)

    assert outcome.status == 0
    assert outcome.report["same"] == 1
    assert outcome.report["differences"] == []


def test_a_difference_without_a_reason_fails_and_is_shown(old, new, compare):
    old.answers(TUESDAYS, [bmlt_row(1)])
    new.answers(TUESDAYS, [bmlt_row(1, start_time="20:00:00")])

    outcome = compare(TUESDAYS)

    assert outcome.status == 1
    assert outcome.lines[:3] == [
        f"{TUESDAYS} (asked once)",
        "  UNEXPLAINED  meetings: start_time differs in 1",
        '      1: "19:30:00" -> "20:00:00"',
    ]
    assert outcome.report["differences"] == [
        {
            "query": TUESDAYS,
            "asked": 1,
            "kind": "field",
            "table": "meetings",
            "field": "start_time",
            "reason": None,
            "count": 1,
            "ids": ["1"],
            "examples": [{"id": "1", "old": '"19:30:00"', "new": '"20:00:00"'}],
        }
    ]


def test_a_difference_with_a_known_reason_passes_and_is_told(old, new, compare):
    old.answers(TUESDAYS, [bmlt_row(1, time_zone="")])
    new.answers(TUESDAYS, [bmlt_row(1)])

    outcome = compare(TUESDAYS)

    assert outcome.status == 0
    assert "  zone-filled  meetings: time_zone (1)" in outcome.lines
    assert outcome.report["reasons"] == {"zone-filled": 1}


def test_one_unexplained_difference_among_known_ones_fails(old, new, compare):
    old.answers(TUESDAYS, [bmlt_row(1, time_zone=""), bmlt_row(2, time_zone="")])
    new.answers(TUESDAYS, [bmlt_row(1)])

    outcome = compare(TUESDAYS)

    assert outcome.status == 1
    assert outcome.reasons == {"zone-filled", "unexplained"}


def test_a_missing_meeting_and_an_extra_one_are_told_by_id(old, new, compare):
    old.answers(TUESDAYS, [bmlt_row(1), bmlt_row(2, meeting_name="Early Risers")])
    new.answers(TUESDAYS, [bmlt_row(1), bmlt_row(3, meeting_name="Night Owls")])

    differences = compare(TUESDAYS).report["differences"]

    assert [(each["kind"], each["ids"]) for each in differences] == [
        ("only on the old server", ["2"]),
        ("only on the new server", ["3"]),
    ]


def test_meetings_in_another_order_are_told(old, new, compare):
    early, late = bmlt_row(1, start_time="07:00:00"), bmlt_row(2)
    old.answers(TUESDAYS, [early, late])
    new.answers(TUESDAYS, [late, early])

    (difference,) = compare(TUESDAYS).report["differences"]

    assert (difference["kind"], difference["reason"]) == ("order", None)
    assert difference["examples"] == [{"id": "place 1", "old": '"1"', "new": '"2"'}]


def test_another_type_of_the_same_value_is_a_difference(old, new, compare):
    old.answers(TUESDAYS, [bmlt_row(1, published="1")])
    new.answers(TUESDAYS, [bmlt_row(1, published=1)])

    assert compare(TUESDAYS).reasons == {"unexplained"}


def test_another_status_is_a_difference(old, new, compare):
    old.answers(TUESDAYS, [])
    new.answers(TUESDAYS, Reply({"message": "no"}, status=422))

    outcome = compare(TUESDAYS)

    assert outcome.status == 1
    assert outcome.report["differences"][0]["kind"] == "status"


def test_two_refusals_may_differ_in_wording(old, new, compare):
    old.answers("json/?switcher=Nonsense", Reply({"message": "no"}, status=422))
    new.answers("json/?switcher=Nonsense", Reply({"message": "not that"}, status=422))

    assert compare("json/?switcher=Nonsense").status == 0


def test_a_failure_is_no_answer_even_when_both_fail(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, Reply(status=503))

    outcome = compare(TUESDAYS)

    assert outcome.status == 1
    assert outcome.report["differences"][0]["kind"] == "status"


def test_a_list_where_an_object_was_is_a_difference(old, new, compare):
    query = "json/?get_used_formats=&switcher=GetSearchResults"
    old.answers(query, {"meetings": [bmlt_row(1)], "formats": []})
    new.answers(query, [bmlt_row(1)])

    (difference,) = compare(query).report["differences"]

    assert difference["kind"] == "answer"
    assert difference["examples"][0]["old"] == '"a list of meetings and formats"'


def test_meetings_without_ids_are_compared_too(old, new, compare):
    query = "json/?data_field_key=longitude&switcher=GetSearchResults"
    old.answers(query, [{"longitude": "-74.1"}, {"longitude": "-74.2"}, {"longitude": "-74.3"}])
    new.answers(query, [{"longitude": "-74.1"}, {"longitude": "-74.3"}, {"longitude": "-75.2"}])

    examples = [each["examples"] for each in compare(query).report["differences"] if each["kind"] == "field"]

    assert examples == [[{"id": "", "old": '"-74.2"', "new": '"-75.2"'}]]


def test_a_query_for_few_fields_is_asked_again_with_those_that_tell_the_reason(old, new, compare):
    query = "json/?data_field_key=longitude&switcher=GetSearchResults"
    first, second = {"id_bigint": "1", "longitude": "-74.1"}, {"id_bigint": "2", "longitude": "-74.2"}
    times = {"weekday_tinyint": "2", "start_time": "19:30:00", "duration_time": "01:00:00"}
    for server, rows in ((old, [second, first]), (new, [first, second])):
        server.answers(query, [{"longitude": row["longitude"]} for row in rows])
        server.answers_all_fields(query, [row | times for row in rows])

    outcome = compare(query)

    assert outcome.status == 0
    assert outcome.reasons == {"ties-by-id"}
    assert outcome.report["differences"][0]["query"] == query


def test_a_fuller_answer_that_differs_otherwise_explains_nothing(old, new, compare):
    query = "json/?data_field_key=id_bigint&switcher=GetSearchResults"
    for server, rows in ((old, ["1", "2"]), (new, ["1"])):
        server.answers(query, [{"id_bigint": each} for each in rows])
    old.answers_all_fields(query, [bmlt_row(1), bmlt_row(3, published="0", meeting_name="Owls")])
    new.answers_all_fields(query, [bmlt_row(1)])

    outcome = compare(query)

    assert outcome.reasons == {"unexplained"}
    assert outcome.report["differences"][0]["ids"] == ["2"]


def test_rows_that_only_the_narrow_answer_lacks_stay_unexplained(old, new, compare):
    query = "json/?data_field_key=longitude&switcher=GetSearchResults"
    old.answers(query, [{"longitude": "-74.1"}, {"longitude": "-74.2"}])
    new.answers(query, [{"longitude": "-74.1"}])
    old.answers_all_fields(query, [bmlt_row(1, longitude="-74.10"), bmlt_row(2, meeting_name="Owls")])
    new.answers_all_fields(query, [bmlt_row(1, longitude="-74.1"), bmlt_row(2, meeting_name="Owls")])

    outcome = compare(query)

    assert outcome.status == 1
    assert outcome.report["differences"][0]["kind"] == "only on the old server"


def test_equal_queries_are_asked_once_and_the_most_asked_first(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, [])
        server.answers(SUNDAYS, [bmlt_row(1)])
    new.answers(SUNDAYS, [])

    outcome = compare(TUESDAYS, SUNDAYS, "json/?weekdays=1&switcher=GetSearchResults")

    assert [path.rpartition("/main_server/client_interface/")[2] for path in old.asked[1:]] == [SUNDAYS, TUESDAYS]
    assert outcome.report["differences"][0]["asked"] == 2
    assert (outcome.report["queries"], outcome.report["requests"]) == (2, 3)


def test_a_limit_leaves_the_rarest_out_and_says_so(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, [])

    outcome = compare(SUNDAYS, TUESDAYS, TUESDAYS, options=("--limit", "1"))

    assert outcome.status == 0
    assert outcome.report["left_out"] == 1
    assert len(old.asked) == 2


def test_padding_is_taken_off_and_its_name_is_ours(old, new, compare):
    query = "jsonp/?switcher=GetSearchResults"
    old.answers(f"{query}&callback=compare", b"/**/compare(" + b'[{"id_bigint": "1"}]' + b");")
    new.answers(f"{query}&callback=compare", b'compare([{"id_bigint":"1"}])')

    outcome = compare(f"{query}&callback=jQuery341_1700000&_=1700001", f"{query}&callback=jQuery341_1800000&_=1800001")

    assert outcome.status == 0
    assert outcome.report["queries"] == 1


def test_a_naws_dump_is_compared_by_meeting_and_column(old, new, compare):
    query = "csv/?sb_id=12&switcher=GetNAWSDump"
    old.answers(query, b"CommitteeName,Day,City,bmlt_id\r\nLights,Monday,Troy,1\r\nOwls,Friday,Utica,2\r\n")
    new.answers(query, b"CommitteeName,Day,City,bmlt_id\r\nLights,Monday,Rome,1\r\nOwls,Friday,Utica,2\r\n")

    (difference,) = compare(query).report["differences"]

    assert (difference["field"], difference["ids"]) == ("City", ["1"])


def test_only_gets_are_sent_and_only_under_the_two_addresses(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, [])

    compare(TUESDAYS, "tsml/?switcher=GetSearchResults", "csv/?switcher=GetNAWSDump")

    assert len(old.asked) == len(new.asked) == 4
    assert all(each.startswith("GET /main_server/client_interface/") for each in old.asked + new.asked)


def test_what_a_terminal_would_obey_is_written_out(old, new, compare):
    old.answers(TUESDAYS, [bmlt_row(1, meeting_name="Lights\x1b[2J\x9b")])
    new.answers(TUESDAYS, [bmlt_row(1, meeting_name="Lichter \u202e\ud800 für alle")])

    outcome = compare(TUESDAYS)

    assert '      1: "Lights\\u001b[2J\\x9b" -> "Lichter \\u202e\\ud800 für alle"' in outcome.lines


def test_progress_goes_to_the_other_stream(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, [])

    outcome = compare(TUESDAYS)

    assert f"1/1 {TUESDAYS}" in outcome.progress
    assert len(outcome.lines) == 2


def test_a_rotated_log_is_read_as_it_is(old, new, tmp_path):
    for server in (old, new):
        server.answers(TUESDAYS, [])
    log = tmp_path / "access.log.2.gz"
    log.write_bytes(gzip.compress(f"/client_interface/{TUESDAYS}\n".encode()))

    assert run_comparison(old.url, new.url, log).status == 0
