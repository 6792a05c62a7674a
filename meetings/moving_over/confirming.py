"""What a reason supposes of the old server, asked of the old server: it has the meeting that it did not show."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from meetings.moving_over.answers import MEETINGS, Row
from meetings.moving_over.differences import Difference, Kind
from meetings.moving_over.queries import Query
from meetings.moving_over.reasons.catalogue import Reason

SUPPOSING = frozenset({Reason.TEXT_SEARCH, Reason.VENUE_TYPE_KNOWN})
# A request line of 8 KB holds about so many.
IDS_IN_A_QUESTION = 500

_ID = re.compile(r"(?:.*-)?([0-9]{1,18})", re.DOTALL)


def questions(differences: list[Difference]) -> Iterator[Query]:
    """Yield what to ask the old server about the meetings it did not show; nothing when no reason supposes anything."""
    ids = [_id(each) for each in differences if _supposes(each) and _id(each)]
    for start in range(0, len(ids), IDS_IN_A_QUESTION):
        asked = ",".join(ids[start : start + IDS_IN_A_QUESTION])
        yield Query("json", (("meeting_ids", asked), ("switcher", "GetSearchResults")))


def confirmed(differences: list[Difference], held: Mapping[str, Row]) -> list[Difference]:
    """Return the differences without the reasons that do not stand; `held` is what the old server has, by id."""
    return [each if _stands(each, held.get(_id(each))) else replace(each, reason="") for each in differences]


def by_id(tables: Mapping[str, list[Row]]) -> dict[str, Row]:
    return {str(row.get("id_bigint")): row for row in tables.get(MEETINGS, [])}


def _supposes(difference: Difference) -> bool:
    return difference.kind == Kind.ONLY_NEW and difference.reason in SUPPOSING


def _stands(difference: Difference, row: Row | None) -> bool:
    if not _supposes(difference):
        return True
    has_no_type = row is not None and row.get("venue_type", "") in ("", "0", None)
    return has_no_type if difference.reason == Reason.VENUE_TYPE_KNOWN else row is not None


def _id(difference: Difference) -> str:
    """Return the meeting's number, which is the end of a slug too."""
    found = _ID.fullmatch(difference.subject)
    return found[1] if found else ""
