"""Servers that do not answer, or not as they should. None of it ends in a traceback."""

import json
import socket

import pytest

from meetings.moving_over.asking import RootServer, UnansweredError
from meetings.moving_over.queries import Query
from tests.meetings.feeds import bmlt_row
from tests.meetings.moving_over.root_servers import GREETING, Reply, run_comparison
from tests.ports import free_port

TUESDAYS = "json/?switcher=GetSearchResults&weekdays=3"


def test_a_server_that_does_not_listen_is_named(old, tmp_path):
    log = tmp_path / "access.log"
    log.write_text(f"/client_interface/{TUESDAYS}\n")
    nobody = f"http://127.0.0.1:{free_port()}"

    outcome = run_comparison(old.url, nobody, log)

    assert outcome.status == 2
    assert outcome.report["error"].startswith("new server: ")
    assert nobody in outcome.report["error"]


def test_a_server_that_says_nothing_is_not_waited_for(old, tmp_path):
    log = tmp_path / "access.log"
    log.write_text(f"/client_interface/{TUESDAYS}\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = run_comparison(old.url, f"http://127.0.0.1:{silent.getsockname()[1]}", log, "--timeout", "0.2")

    assert outcome.status == 2
    assert "timed out" in outcome.report["error"]


@pytest.mark.parametrize("reply", [Reply(status=404), Reply(b"<html>"), Reply({"message": "no"}), Reply([])])
def test_an_address_that_is_no_root_server_is_refused(old, new, compare, reply):
    new.answers(GREETING, reply)

    outcome = compare(TUESDAYS)

    assert outcome.status == 2
    assert old.asked == [f"GET /main_server/client_interface/{GREETING}"]


@pytest.mark.parametrize(
    "address",
    [
        "bmlt.example",
        "ftp://bmlt.example",
        "file:///etc/passwd",
        "http://",
        "http://[",
        "http://bmlt.example:70000",
        "http://user:secret@bmlt.example",
        "http://bmlt.example/?x=1",
        "http://bmlt.example/a b",
        "http://bmlt.example/\r\nX: y",
        "http://bücher.example",
    ],
)
def test_only_plain_web_addresses_are_taken(old, tmp_path, address):
    log = tmp_path / "access.log"
    log.write_text(f"/client_interface/{TUESDAYS}\n")

    outcome = run_comparison(old.url, address, log)

    assert outcome.status == 2
    assert old.asked == []


def test_a_log_without_a_query_is_refused(old, new, compare, tmp_path):
    assert compare().status == 2
    assert compare("xml/?switcher=GetSearchResults").status == 2
    assert run_comparison(old.url, new.url, tmp_path / "nowhere.log").status == 2
    assert run_comparison(old.url, new.url, tmp_path).status == 2


@pytest.mark.parametrize("content", [b"not zipped", b"\x1f\x8b\x08\x00", b""])
def test_a_broken_archive_is_refused(old, new, tmp_path, content):
    log = tmp_path / "access.log.gz"
    log.write_bytes(content)

    assert run_comparison(old.url, new.url, log).status == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b'[{"id_bigint": ', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[" * 50 + b"]" * 50, "nested too deeply"),
        (b"[" + b"9" * 5000 + b"]", "not JSON"),
        (b"\xff\xfe[]", "not UTF-8"),
        (b'"text"', "not a list of objects"),
        (b"[1, null]", "not a list of objects"),
        (b"<html>", "not JSON"),
    ],
)
def test_a_broken_answer_is_a_difference(old, new, compare, body, words):
    old.answers(TUESDAYS, [bmlt_row(1)])
    new.answers(TUESDAYS, body)

    outcome = compare(TUESDAYS)

    assert outcome.status == 1
    assert outcome.report["differences"][0]["examples"][0]["new"] == f'"{words}"'


@pytest.mark.parametrize(
    "row",
    [
        {"id_bigint": None},
        {"id_bigint": {"a": 1}, "formats": {"x": 1}},
        {"id_bigint": "1", "weekday_tinyint": [3], "start_time": {}, "published": [], "admin_notes": ["x"]},
        {"id_bigint": "1", "latitude": float("nan"), "distance_in_km": "x", "distance_in_miles": float("inf")},
        {"id_bigint": "1", "meeting_name": "\ud800\x00", "root_server_uri": 7, "venue_type": {}},
    ],
)
def test_strange_values_are_differences(old, new, compare, row):
    query = "json/?EndsBeforeH=nan&SearchString=abc&geo_width=-inf&page_size=5&switcher=GetSearchResults"
    for server, answer in ((old, [bmlt_row(1, email_contact="x"), row]), (new, [row | {"latitude": "1"}])):
        server.answers(query, answer)

    assert compare(query).status == 1


def test_a_body_that_is_too_long_is_not_taken(new):
    new.answers("json/?switcher=GetFormats", b"x" * 2001)

    with pytest.raises(UnansweredError, match="more than 2000 bytes"):
        RootServer(new.url, 5, max_bytes=2000).ask(Query("json", (("switcher", "GetFormats"),)))


def test_a_query_that_gets_no_answer_is_told_and_the_others_are_compared(old, new, compare):
    formats = "json/?switcher=GetFormats"
    for server in (old, new):
        server.answers(TUESDAYS, [])
    new.answers(
        formats, Reply(headers={"Location": "/main_server/client_interface/json/?switcher=GetFormats"}, status=302)
    )

    outcome = compare(formats, formats, TUESDAYS)

    assert outcome.status == 1
    assert (outcome.report["unanswered"], outcome.report["same"]) == (1, 1)
    assert "that is not followed" in outcome.report["differences"][0]["detail"]


def test_a_redirect_on_the_same_host_is_followed(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, [bmlt_row(1)])
    new.answers("json/?moved", [bmlt_row(1)])
    new.answers(TUESDAYS, Reply(headers={"Location": "/main_server/client_interface/json/?moved"}, status=301))

    assert compare(TUESDAYS).status == 0


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://localhost:{port}/stolen", "http://[", "//"]
)
def test_no_redirect_leads_to_another_server(old, new, compare, location):
    elsewhere = location.format(port=old.url.split(":")[2].split("/")[0])
    new.answers(TUESDAYS, Reply(headers={"Location": elsewhere}, status=302))
    old.answers(TUESDAYS, [])

    outcome = compare(TUESDAYS)

    assert outcome.report["unanswered"] == 1
    assert not any("stolen" in each for each in old.asked)


def test_a_server_that_goes_away_ends_the_run(old, new, compare):
    queries = [f"json/?switcher=GetSearchResults&weekdays={day}" for day in range(1, 8)]
    for query in queries:
        old.answers(query, [])
        new.answers(query, Reply(headers={"Location": "ftp://127.0.0.1/"}, status=302))

    outcome = compare(*queries)

    assert outcome.status == 2
    assert "(3 times running)" in outcome.report["error"]
    assert len(new.asked) == 4


def test_a_server_that_asks_for_patience_gets_it(old, new, compare):
    for server in (old, new):
        server.answers(TUESDAYS, [bmlt_row(1)])
    new.answers(TUESDAYS, Reply(status=429, headers={"Retry-After": "0"}), [bmlt_row(1)])

    assert compare(TUESDAYS).status == 0


def test_a_server_that_stays_busy_is_told(old, new, compare):
    old.answers(TUESDAYS, [])
    new.answers(TUESDAYS, Reply(status=429, headers={"Retry-After": "0"}))

    outcome = compare(TUESDAYS)

    assert outcome.status == 1
    assert "--pause" in json.dumps(outcome.report["differences"])


def test_hypertext_instead_of_a_padded_answer_is_a_difference(old, new, compare):
    query = "jsonp/?switcher=GetSearchResults"
    old.answers(f"{query}&callback=compare", b"<html>not here</html>")
    new.answers(f"{query}&callback=compare", b"/**/compare([]);")

    (difference,) = compare(query).report["differences"]

    assert difference["examples"][0]["old"] == '"not JSON with padding"'


@pytest.mark.parametrize(
    "body", [b"\xff", b'a,bmlt_id\r\n"' + b"x" * 200_000 + b'",1', b"", b"a,bmlt_id\r\n1,2,3,4\r\n\x00"]
)
def test_a_broken_dump_is_a_difference(old, new, compare, body):
    query = "csv/?sb_id=12&switcher=GetNAWSDump"
    old.answers(query, b"CommitteeName,bmlt_id\r\nLights,1\r\n")
    new.answers(query, body)

    assert compare(query).status == 1
