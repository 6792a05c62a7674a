"""GetSearchResults, from parameters to JSON."""

from collections.abc import Iterator, Sequence

from meetings.bmlt import formats
from meetings.bmlt.asking import Ask, Chunks, Refused, framed, listed, whole
from meetings.bmlt.custom_fields import custom_fields, custom_fields_among
from meetings.bmlt.rows import as_json
from meetings.bmlt.search.criteria import AddressSearch, Criteria, NoSense, Shape
from meetings.bmlt.search.find import Hit, find
from meetings.bmlt.search.parsing import parse_search, parse_shape
from meetings.bmlt.search.shaping import parsed, shaped
from meetings.bmlt.tsml import tsml_row
from meetings.stored.documents import DEFAULT_LANGUAGE

NO_GEOCODER = "This server has no geocoder: StringSearchIsAnAddress cannot be used. Send lat_val and long_val."


def search_results(ask: Ask) -> Chunks:
    """Answer GetSearchResults; get_formats_only wins over get_used_formats. Raises Refused."""
    criteria = parse_search(ask.parameters)
    if isinstance(criteria, AddressSearch):
        raise Refused(400, NO_GEOCODER)
    if isinstance(criteria, NoSense):
        return whole([])
    named = ask.parameters.items("data_field_key")
    shape = parse_shape(ask.parameters, custom_fields=custom_fields_among(named))
    hits = find(criteria, ask.authority)
    if ask.data_format == "tsml":
        return listed(_tsml_rows(hits, shape, ask))
    return _json(hits, shape, ask)


def _json(hits: Sequence[Hit], shape: Shape, ask: Ask) -> Chunks:
    if shape.formats_only:
        return whole({"formats": _formats(hits, shape, ask)})
    rows = shaped(hits, shape, ask.authority, custom=custom_fields(), root_server_uri=ask.root_server_uri)
    if shape.with_formats:
        after = b'],"formats":' + as_json(_formats(hits, shape, ask)) + b"}"
        return framed(b'{"meetings":[', rows, after)
    return framed(b"[", rows, b"]")


def _formats(hits: Sequence[Hit], shape: Shape, ask: Ask) -> list[dict[str, str]]:
    ids = formats.used_by([hit.id for hit in hits])
    return formats.format_rows(ids, shape.language, root_server_uri=ask.root_server_uri)


def _tsml_rows(hits: Sequence[Hit], shape: Shape, ask: Ask) -> Iterator[dict[str, object]]:
    # Types follow from the stock keys, whatever language the keys are asked in.
    words = formats.words_in(DEFAULT_LANGUAGE)
    for stored, row in parsed(hits, shape, ask.authority):
        yield tsml_row(row, stored, words)


def cost_of(criteria: Criteria | NoSense | AddressSearch) -> int:
    """Return how much a search costs, from 1 to 10: the whole listing costs as much as ten look-ups."""
    if not isinstance(criteria, Criteria):
        return 1
    if criteria.is_wide:
        return 10
    return 3 if criteria.words or criteria.field or criteria.around else 1
