"""Whatever JSON somebody offers as a questionnaire: it is read, or every fault has its place."""

import copy

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.loading import CatalogueError, instrument_from
from backend.instruments.reading import asked, read

KNOWN = catalogue().known
PACKAGED = [instrument.raw for instrument in catalogue().instruments.values()]
words = st.sampled_from(
    ["q1", "q5", "use", "total", "plan", "none", "L2", "sum", "rules", "when", "id", "items", "q1 >= 1", "record"]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | words
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def places_in(value, path=()):
    """Every member of a document, by the keys that lead to it."""
    yield path
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for key, member in members:
            yield from places_in(member, (*path, key))


def changed_at(document, path, change):
    changed = copy.deepcopy(document)
    if not path:
        return change(changed)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = change(inside[path[-1]])
    return changed


def faults_of(document):
    """Return what is wrong with it; what loads must be readable too."""
    try:
        instrument = instrument_from(document, KNOWN, place="here")
    except CatalogueError as refused:
        return refused.faults
    assert read(instrument, {}, Facts()).level <= "L3"
    assert set(asked(instrument, {}, Facts())) <= set(instrument.items_by_id)
    return ()


def assert_read_or_refused(document):
    for fault in faults_of(document):
        assert fault.detail
        assert fault.pointer == "" or fault.pointer.startswith("/")


@given(anything)
def test_any_json_is_refused_with_its_faults(document):
    assert_read_or_refused(document)


@settings(max_examples=300)
@given(st.data())
def test_a_published_instrument_with_anything_in_any_place_is_read_or_refused(data):
    document = data.draw(st.sampled_from(PACKAGED))
    path = data.draw(st.sampled_from(list(places_in(document))))
    new = data.draw(anything)

    assert_read_or_refused(changed_at(document, path, lambda _old: new))


@settings(max_examples=300)
@given(st.data())
def test_a_published_instrument_with_one_thing_for_another_is_read_or_refused(data):
    document = data.draw(st.sampled_from(PACKAGED))
    paths = list(places_in(document))
    first, second = data.draw(st.sampled_from(paths)), data.draw(st.sampled_from(paths))
    inside = document
    for key in second:
        inside = inside[key]

    assert_read_or_refused(changed_at(document, first, lambda _old: copy.deepcopy(inside)))


@given(st.sampled_from(PACKAGED), st.text(max_size=10))
def test_a_misspelt_field_is_never_lost_in_silence(document, key):
    assume(key not in {*document, "bands", "item_rules", "skip"})

    faults = faults_of({**document, key: []})

    assert len(faults) == 1
