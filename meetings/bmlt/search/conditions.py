"""The filters of a BMLT search as SQL. Table `m` is the meeting, `p` its projection; values travel as parameters."""

from collections.abc import Iterator, Sequence

from meetings.bmlt.authority import Authority
from meetings.bmlt.fields import PRIVATE_FIELDS
from meetings.bmlt.parameters import Signed
from meetings.bmlt.search.criteria import Criteria, FieldFilter
from meetings.bmlt.search.expressions import RESERVED, START, VENUE, WEEKDAY, expression_of
from meetings.search.conditions import Condition

SHOWN = Condition("m.is_published AND m.is_listed AND p.is_in_bmlt")
NOTHING = Condition("FALSE")
LINKED = "SELECT link.meeting_id FROM meetings_meetingformat link WHERE link.format_id = ANY(%s)"
BELOW = """ARRAY(WITH RECURSIVE below(id) AS (
        SELECT unnest(%s::bigint[])
        UNION SELECT child.id FROM meetings_servicebody child JOIN below ON child.parent_id = below.id)
    SELECT id FROM below)"""
# Written as the index on it is.
HAS_WORDS = "to_tsvector('simple'::regconfig, COALESCE(p.bmlt_words, '')) @@ to_tsquery('simple', %s)"


def visible(authority: Authority, *, published: bool | None) -> Condition:
    """Hold for what this asker may see: the shown ones, and in the bodies they serve the others too."""
    if not authority.bodies:
        return NOTHING if published is False else SHOWN
    served = Condition("m.service_body_id = ANY(%s)", (sorted(authority.bodies),))
    hidden = Condition(f"{served.sql} AND NOT ({SHOWN.sql})", served.parameters)
    if published is None:
        return Condition(f"({SHOWN.sql}) OR ({hidden.sql})", hidden.parameters)
    return SHOWN if published else hidden


def filters(criteria: Criteria, authority: Authority) -> Iterator[Condition]:
    """Everything but distance and visibility."""
    yield from _numbers("m.id", criteria.meeting_ids)
    yield from _numbers(WEEKDAY, criteria.weekdays)
    yield from _numbers(VENUE, criteria.venue_types)
    yield from _services(criteria.services, recursive=criteria.recursive)
    yield from _formats(criteria.formats, any_of=criteria.any_format)
    yield from _times(criteria)
    if criteria.field is not None:
        yield _field(criteria.field, authority)
    if criteria.ids is not None:
        yield Condition("m.id = ANY(%s)", (list(criteria.ids),))
    if criteria.words:
        yield Condition(HAS_WORDS, (" | ".join(f"'{word}'" for word in criteria.words),))


def _numbers(sql: str, wanted: Signed) -> Iterator[Condition]:
    if wanted.include:
        yield Condition(f"({sql}) = ANY(%s)", (list(wanted.include),))
    if wanted.exclude:
        yield Condition(f"NOT (({sql}) = ANY(%s))", (list(wanted.exclude),))


def _services(wanted: Signed, *, recursive: bool) -> Iterator[Condition]:
    bodies = BELOW if recursive else "%s::bigint[]"
    if wanted.include:
        yield Condition(f"m.service_body_id = ANY({bodies})", (list(wanted.include),))
    if wanted.exclude:
        sql = f"m.service_body_id IS NULL OR NOT (m.service_body_id = ANY({bodies}))"
        yield Condition(sql, (list(wanted.exclude),))


def _formats(wanted: Signed, *, any_of: bool) -> Iterator[Condition]:
    """One condition for all linked formats, however many are named: a join for each would take minutes to plan."""
    if wanted.include:
        yield from [_any_format(wanted.include)] if any_of else _all_formats(wanted.include)
    if wanted.exclude:
        found = _any_format(wanted.exclude)
        yield Condition(f"NOT ({found.sql})", found.parameters)


def _all_formats(ids: Sequence[int]) -> Iterator[Condition]:
    linked = [each for each in ids if each not in RESERVED]
    if linked:
        yield Condition(f"m.id IN ({LINKED} GROUP BY link.meeting_id HAVING count(*) = %s)", (linked, len(linked)))
    yield from (Condition(RESERVED[each]) for each in ids if each in RESERVED)


def _any_format(ids: Sequence[int]) -> Condition:
    linked = [each for each in ids if each not in RESERVED]
    reserved = [RESERVED[each] for each in ids if each in RESERVED]
    return Condition(" OR ".join([f"m.id IN ({LINKED})", *reserved]), (linked,))


def _times(criteria: Criteria) -> Iterator[Condition]:
    times = criteria.times
    bounds = (
        (f"({START}) > %s", times.starts_after),
        (f"({START}) < %s", times.starts_before),
        # Minutes since midnight of the first day, so that one past midnight ends after 24:00.
        (f"({START}) + m.duration_minutes <= %s", times.ends_before),
        ("m.duration_minutes >= %s", times.min_duration),
        ("m.duration_minutes <= %s", times.max_duration),
    )
    yield from (Condition(sql, (minutes,)) for sql, minutes in bounds if minutes is not None)


def _field(wanted: FieldFilter, authority: Authority) -> Condition:
    if wanted.name in PRIVATE_FIELDS:
        return _private_field(wanted, authority)
    found = expression_of(wanted.name)
    # Lists and numbers with a fraction never match upstream: two spellings of one value would not be equal.
    if found is None or wanted.name in {"formats", "latitude", "longitude"}:
        return NOTHING
    if wanted.name == "id_bigint":
        return Condition("m.id = ANY(%s::bigint[])", (list(wanted.values),))
    return Condition(f"({found.text.sql}) = ANY(%s)", (*found.text.parameters, list(wanted.values)))


def _private_field(wanted: FieldFilter, authority: Authority) -> Condition:
    sql = """m.service_body_id = ANY(%s) AND EXISTS (SELECT 1 FROM meetings_meetingcontact contact
        WHERE contact.meeting_id = m.id AND contact.fields ->> %s = ANY(%s))"""
    return Condition(sql, (sorted(authority.bodies), wanted.name, list(wanted.values)))
