"""The columns of a NAWS spreadsheet, and the cells of one meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetings.bmlt.format_lists import FormatWords

IN_ORDER = """
    Committee CommitteeName AddDate AreaRegion ParentName ComemID ContactID ContactName CompanyName
    ContactAddrID ContactAddress1 ContactAddress2 ContactCity ContactState ContactZip ContactCountry
    ContactPhone MeetingID Room Closed WheelChr Day Time Language1 Language2 Language3 LocationId Place
    Address City LocBorough State Zip Country Directions Institutional Format1 Format2 Format3 Format4 Format5
    Delete LastChanged Longitude Latitude ContactGP PhoneMeetingNumber VirtualMeetingLink VirtualMeetingInfo
    TimeZone bmlt_id unpublished
"""
COLUMNS = tuple(IN_ORDER.split())
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
FORMAT_COLUMNS = ("Format1", "Format2", "Format3", "Format4", "Format5")
# So that they are not cut off where a meeting has more than five.
FORMATS_FIRST = ("VM", "TC", "HYBR", "W", "M", "GL")
# They have columns of their own.
FORMATS_ELSEWHERE = frozenset({"OPEN", "CLOSED", "WCHR"})
WORLD_ID_MISSING = "WORLD_ID_MISSING"
# Spreadsheets run a cell that begins so.
COMMANDS = ("=", "+", "-", "@", "\t", "\r")
NUMERIC = frozenset({"Longitude", "Latitude"})


@dataclass(frozen=True)
class NawsMeeting:
    """What one line is made of: a BMLT row, the words of its formats by id, and its service body."""

    row: Mapping[str, str]
    formats: tuple[FormatWords, ...]
    body_world_id: str
    body_name: str
    last_changed: str
    is_deleted: bool
    is_unpublished: bool


def cells(meeting: NawsMeeting, *, closed_by_default: bool) -> list[str]:
    """Return the 52 cells, safe to be opened in a spreadsheet."""
    values = _place(meeting.row) | _traits(meeting, closed_by_default) | _identity(meeting)
    return [_safe(column, values.get(column, "")) for column in COLUMNS]


def _identity(meeting: NawsMeeting) -> dict[str, str]:
    row = meeting.row
    return {
        "Committee": row["worldid_mixed"],
        "CommitteeName": row["meeting_name"],
        "AreaRegion": meeting.body_world_id or WORLD_ID_MISSING,
        "ParentName": meeting.body_name,
        "Day": DAYS[int(row["weekday_tinyint"]) - 1],
        "Time": row["start_time"][:2] + row["start_time"][3:5],
        "Delete": "D" if meeting.is_deleted else "",
        "LastChanged": meeting.last_changed,
        "PhoneMeetingNumber": row["phone_meeting_number"],
        "VirtualMeetingLink": row["virtual_meeting_link"],
        "VirtualMeetingInfo": row["virtual_meeting_additional_info"],
        "TimeZone": row["time_zone"],
        "bmlt_id": row["id_bigint"],
        "unpublished": "1" if meeting.is_unpublished else "",
    }


def _place(row: Mapping[str, str]) -> dict[str, str]:
    city = row["location_city_subsection"] or row["location_municipality"] or row["location_neighborhood"]
    return {
        "Place": row["location_text"],
        "Address": row["location_street"],
        "City": city,
        "LocBorough": row["location_neighborhood"],
        "State": row["location_province"],
        "Zip": row["location_postal_code_1"],
        "Country": row["location_nation"],
        "Directions": ", ".join(text for text in (row["location_info"].strip(), row["comments"].strip()) if text),
        "Longitude": row["longitude"],
        "Latitude": row["latitude"],
    }


def _traits(meeting: NawsMeeting, closed_by_default: bool) -> dict[str, str]:
    codes = [each.world_id for each in meeting.formats]
    languages = [each.key.upper() for each in meeting.formats if each.world_id == "LANG"]
    return {
        "Room": ", ".join(each.name for each in meeting.formats if not each.world_id),
        "Closed": _closed(codes, closed_by_default),
        "WheelChr": "TRUE" if "WCHR" in codes else "FALSE",
        "Language1": languages[0] if languages else "",
        "Institutional": "FALSE",
    } | dict(zip(FORMAT_COLUMNS, _exported(codes), strict=False))


def _closed(codes: Iterable[str], closed_by_default: bool) -> str:
    if "CLOSED" in codes:
        return "CLOSED"
    return "OPEN" if "OPEN" in codes or not closed_by_default else "CLOSED"


def _exported(codes: list[str]) -> list[str]:
    first = [code for code in FORMATS_FIRST if code in codes]
    others = [code for code in codes if code and code not in FORMATS_ELSEWHERE]
    return list(dict.fromkeys([*first, *others]))


def _safe(column: str, text: str) -> str:
    return f"'{text}" if text.startswith(COMMANDS) and column not in NUMERIC else text
