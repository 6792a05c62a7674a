"""The nine switchers: which format serves which, what each costs, and which parameters it reads."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from meetings.bmlt.asking import Ask, Chunks, Refused
from meetings.bmlt.changes.answers import get_changes
from meetings.bmlt.coverage import get_coverage_area
from meetings.bmlt.field_values import get_field_keys, get_field_values
from meetings.bmlt.formats import answer_formats
from meetings.bmlt.naws.dump import get_naws_dump
from meetings.bmlt.parameters import Parameters
from meetings.bmlt.search.answers import cost_of, search_results
from meetings.bmlt.search.parsing import parse_search
from meetings.bmlt.server_info import get_server_info
from meetings.bmlt.service_bodies import get_service_bodies

JSON_FORMATS = frozenset({"json", "jsonp"})
# What one question may cost at most; a budget holds 600 of these a minute.
MAX_COST = 10


@dataclass(frozen=True)
class Switcher:
    answer: Callable[[Ask], Chunks]
    formats: frozenset[str]
    parameters: frozenset[str]
    cost: int = 1


OF_SEARCH = """meeting_ids weekdays venue_types services recursive formats formats_comparison_operator meeting_key
    meeting_key_value SearchString StringSearchIsAnAddress SearchStringRadius StartsAfterH StartsAfterM StartsBeforeH
    StartsBeforeM EndsBeforeH EndsBeforeM MinDurationH MinDurationM MaxDurationH MaxDurationM lat_val long_val geo_width
    geo_width_km sort_results_by_distance data_field_key sort_keys sort_key page_size page_num advanced_published
    lang_enum get_used_formats get_formats_only root_server_ids"""
SEARCH_PARAMETERS = frozenset(OF_SEARCH.split())
SWITCHERS = {
    "GetSearchResults": Switcher(search_results, JSON_FORMATS | {"tsml"}, SEARCH_PARAMETERS),
    "GetFormats": Switcher(
        answer_formats, JSON_FORMATS, frozenset({"lang_enum", "format_ids", "key_strings", "show_all"})
    ),
    "GetServiceBodies": Switcher(get_service_bodies, JSON_FORMATS, frozenset({"services", "recursive", "parents"})),
    "GetChanges": Switcher(
        get_changes,
        JSON_FORMATS,
        frozenset({"start_date", "end_date", "meeting_id", "service_body_id"}),
        cost=MAX_COST,
    ),
    "GetFieldKeys": Switcher(get_field_keys, JSON_FORMATS, frozenset()),
    "GetFieldValues": Switcher(
        get_field_values, JSON_FORMATS, frozenset({"meeting_key", "specific_formats", "all_formats"}), cost=3
    ),
    "GetServerInfo": Switcher(get_server_info, JSON_FORMATS, frozenset()),
    "GetCoverageArea": Switcher(get_coverage_area, JSON_FORMATS, frozenset()),
    "GetNAWSDump": Switcher(get_naws_dump, frozenset({"csv"}), frozenset({"sb_id"}), cost=MAX_COST),
}


def switcher_of(given: Parameters, data_format: str) -> Switcher:
    """Return what is asked for. Raises Refused for an unknown one, and for a format that does not serve it."""
    found = SWITCHERS.get(given.text("switcher"))
    if found is None or data_format not in found.formats:
        raise Refused(422, _explanation())
    return found


def cost_of_answer(switcher: Switcher, given: Parameters) -> int:
    if switcher.answer is search_results:
        return min(MAX_COST, cost_of(parse_search(given)))
    return switcher.cost


def question_of(switcher: Switcher, ask: Ask) -> bytes:
    """Return what makes two requests one question: the parameters that are read, as they are read."""
    given = ask.parameters
    read = [
        (name, tuple(given.plain.get(name, ())[-1:]), tuple(given.bracketed.get(name, ())))
        for name in sorted(switcher.parameters)
        if given.has(name)
    ]
    form = "json" if ask.data_format == "jsonp" else ask.data_format
    return hashlib.sha256(repr((given.text("switcher"), form, ask.root_server_uri, read)).encode()).digest()


def _explanation() -> str:
    by_format = {
        name: ", ".join(switcher for switcher, found in SWITCHERS.items() if name in found.formats)
        for name in ("json", "jsonp", "csv", "tsml")
    }
    return "Invalid data format or endpoint name. " + " ".join(f"{name}: {names}." for name, names in by_format.items())
