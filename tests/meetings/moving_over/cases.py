"""What two servers answer to one query, made for one reason at a time."""

from dataclasses import dataclass
from typing import Any

from meetings.moving_over.reasons.catalogue import Reason
from tests.meetings.feeds import bmlt_row

SEARCH = "json/?switcher=GetSearchResults"
FORMATS = "json/?switcher=GetFormats"
CHANGES = "json/?switcher=GetChanges"
INFO = "json/?switcher=GetServerInfo"
TSML = "tsml/?switcher=GetSearchResults"
DUMP = "csv/?sb_id=12&switcher=GetNAWSDump"


@dataclass(frozen=True)
class Case:
    reason: Reason
    query: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.reason}-{self.query}"


def search(**parameters: str) -> str:
    return "json/?" + "&".join(f"{key}={value}" for key, value in sorted((parameters | SWITCHER).items()))


SWITCHER = {"switcher": "GetSearchResults"}


def one(reason: Reason, query: str = SEARCH, **fields: tuple[Any, Any]) -> Case:
    """One meeting whose named fields differ, (old, new)."""
    old, new = ({name: values[side] for name, values in fields.items()} for side in (0, 1))
    return Case(reason, query, [bmlt_row(1, **old)], [bmlt_row(1, **new)])


def extra(reason: Reason, query: str, **fields: Any) -> Case:
    """One meeting on both servers, and one that only the new one shows."""
    shared, more = bmlt_row(1), bmlt_row(2, meeting_name="Night Owls", **fields)
    return Case(reason, query, [shared], [shared, more])


def lost(reason: Reason, query: str, **fields: Any) -> Case:
    case = extra(reason, query, **fields)
    return Case(reason, query, case.new, case.old)


def change(**fields: Any) -> dict[str, Any]:
    return {"change_id": "9", "date_int": "1793376000", "meeting_id": "1", "user_id": "", "user_name": ""} | fields


def tsml(**fields: Any) -> dict[str, Any]:
    return {"slug": "lights-1", "name": "Lights", "day": 2, "time": "19:30", "updated": None, "location": ""} | fields


def dump(*rows: str) -> bytes:
    return "\r\n".join(("CommitteeName,Directions,LastChanged,Delete,bmlt_id,unpublished", *rows, "")).encode()


NEAR = {"lat_val": "40.7", "long_val": "-74.0"}
VIRTUAL = {"venue_type": "2", "virtual_meeting_link": "https://meet.example/1"}
ONLINE = {"coordinates": None, "conference_url": "https://meet.example/1"}
SERVER = {"version": "4.2.6", "langs": "en"}
ZERO = {"latitude": "0.0", "longitude": "0.0"}
TOWN = {"location_municipality": "Albany"}
