"""Searching by words: first those that are there as they were typed, then those that may have been meant."""

from dataclasses import replace
from typing import Protocol

from meetings.search import vocabulary
from meetings.search.conditions import Condition, among, has_words, has_words_but_not
from meetings.search.criteria import After, Criteria
from meetings.search.found import Hit
from meetings.search.rows import rows_of
from meetings.search.text import prefix_query

# Added to the key of what was only meant: greater than any angle and any start, so that one order holds both.
MEANT = 10**10
FEW = 2_000


class Find(Protocol):
    """Find one page, and one more, of what fits the criteria and some further conditions."""

    def __call__(self, criteria: Criteria, *more: Condition) -> list[Hit]: ...


def find_by_words(criteria: Criteria, find: Find) -> list[Hit]:
    """Each word begins a word of the listing, in any order; words that hold a slip come after all others."""
    after, typed = criteria.after, prefix_query(criteria.words)
    hits = find(criteria, has_words(typed)) if after is None or after.key < MEANT else []
    missing = criteria.limit + 1 - len(hits)
    meant = vocabulary.loosened(criteria.words) if missing else ""
    if not meant:
        return hits
    rest = replace(criteria, after=_in_the_rest(after))
    more = find(rest, _meant(meant, typed))
    return hits + [replace(hit, key=hit.key + MEANT) for hit in more[:missing]]


def _meant(meant: str, typed: str) -> Condition:
    """Few are named by their ids: PostgreSQL takes rare words for frequent ones, and would read the week in order."""
    wanted = has_words_but_not(meant, typed)
    sql = f"SELECT m.id FROM meetings_meeting m WHERE m.is_published AND {wanted.sql} LIMIT %s"  # noqa: S608 - constants
    ids = [identity for (identity,) in rows_of(sql, [*wanted.parameters, FEW + 1])]
    return among(ids) if len(ids) <= FEW else wanted


def _in_the_rest(after: After | None) -> After | None:
    if after is None or after.key < MEANT:
        return None
    return replace(after, key=after.key - MEANT)
