"""What is read out of access logs, and that nothing a log holds does harm."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.moving_over.access_log import MAX_LINE, lines_of, query_of, read_log

PATH = "/main_server/client_interface/json/?switcher=GetSearchResults&weekdays[]=2&weekdays[]=3"
SAME = "json/?switcher=GetSearchResults&weekdays[]=2&weekdays[]=3"


def read(line: str) -> str | None:
    query = query_of(line.encode("utf-8", "surrogateescape"))
    return None if query is None else str(query)


@pytest.mark.parametrize(
    "line",
    [
        f'203.0.113.9 - - [25/Nov/2026:10:00:00 +0000] "GET {PATH} HTTP/1.1" 200 5120',
        f'bmlt.example:443 203.0.113.9 - - [25/Nov/2026:10:00:00 +0000] "GET {PATH} HTTP/2.0" 200 1 "-" "\\"GET /x\\""',
        f'203.0.113.9 - user [25/Nov/2026:10:00:00 +0000] "GET https://bmlt.example{PATH} HTTP/1.1" 200 1',
        PATH,
        f"https://bmlt.example:8443{PATH}#meetings",
        f"GET {PATH} HTTP/1.1\r\n",
        PATH.removeprefix("/main_server"),
        f"/bmlt{PATH.replace('/client', '///client')}",
        PATH.replace("json/?", "json?"),
        PATH.partition("?")[2],
        f"?{PATH.partition('?')[2]}",
        json.dumps({"time": "x", "request": f"GET {PATH} HTTP/1.1"}),
        json.dumps({"request": {"method": "GET", "uri": PATH, "headers": {}}}),
        json.dumps({"request_method": "GET", "request_uri": PATH}),
        "\ufeff" + PATH,
    ],
)
def test_every_kind_of_log_gives_the_query(line):
    assert read(line) == SAME


@pytest.mark.parametrize(
    "line",
    [
        "",
        f'203.0.113.9 - - [25/Nov/2026:10:00:00 +0000] "POST {PATH} HTTP/1.1" 200 5120 "http://a" "b"',
        f'203.0.113.9 - - [25/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "https://bmlt.example{PATH}" "b"',
        json.dumps({"request": {"method": "POST", "uri": PATH}}),
        json.dumps({"request": [PATH]}),
        json.dumps([PATH]),
        '{"request": ',
        '{"a":' * 50_000,
        PATH.replace("json", "xml"),
        PATH.replace("json/", "json/index.php"),
        PATH.replace("client_interface", "my_client_interface"),
        "/main_server/client_interface/serverInfo.xml",
        "/search?next=/client_interface/json/?switcher=GetFormats",
    ],
)
def test_whatever_else_a_log_holds_is_passed_over(line):
    assert read(line) is None


def test_the_order_of_names_is_one_query_and_the_order_of_values_is_two():
    log = [
        b"/client_interface/json/?switcher=GetSearchResults&weekdays=2&services=5",
        b"/client_interface/json?services=5&weekdays=2&switcher=GetSearchResults",
        b"/client_interface/json/?switcher=GetSearchResults&sort_keys[]=a&sort_keys[]=b",
        b"/client_interface/json/?switcher=GetSearchResults&sort_keys[]=b&sort_keys[]=a",
    ]

    assert [each.asked for each in read_log(log)] == [2, 1, 1]


def test_the_most_asked_comes_first_then_the_first_seen():
    log = [f"/client_interface/json/?switcher={name}".encode() for name in ("A", "B", "C", "B")]

    assert [each.query.switcher for each in read_log(log)] == ["B", "A", "C"]


def test_letters_of_another_encoding_are_asked_as_they_were():
    assert read("/client_interface/json/?switcher=GetSearchResults&SearchString=caf%E9") == (
        "json/?SearchString=caf%E9&switcher=GetSearchResults"
    )


def test_a_flag_without_a_value_stays():
    assert read("/client_interface/json/?switcher=GetSearchResults&get_used_formats") == (
        "json/?get_used_formats=&switcher=GetSearchResults"
    )


def test_a_line_without_end_is_cut():
    content = b"x" * (3 * MAX_LINE) + b"\n/client_interface/json/?switcher=GetFormats\n"

    lines = list(lines_of(io.BytesIO(content)))

    assert [len(line) for line in lines] == [MAX_LINE, 43 + 1]
    assert len(read_log(lines)) == 1


hostile = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: f'"GET /client_interface/json/?{text} HTTP/1.1"'.encode("utf-8", "replace")),
    st.binary(max_size=100).map(lambda rest: b"/client_interface/tsml/?switcher=" + rest),
    st.dictionaries(
        st.sampled_from(["request", "uri", "url", "method"]),
        st.one_of(st.none(), st.integers(), st.text(alphabet=st.characters(exclude_categories=[])), st.just(PATH)),
    ).map(lambda fields: json.dumps(fields).encode()),
)


@given(hostile)
def test_no_line_raises_and_each_query_is_plain_ascii(line):
    query = query_of(line)

    assert query is None or (str(query).isascii() and str(query).isprintable() and " " not in str(query))


@given(hostile)
def test_a_query_read_from_its_own_text_is_the_same(line):
    query = query_of(line)

    assert query is None or query_of(f"/client_interface/{query}".encode()) == query
