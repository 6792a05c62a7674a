"""A BMLT row as 12-step-meeting-list reads it: the tsml format of GetSearchResults."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from django.utils.text import slugify

from meetings.bmlt.format_lists import FormatWords
from meetings.bmlt.search.find import Stored
from meetings.bmlt.venues import VIRTUAL

ADDRESS = (
    "location_street",
    "location_municipality",
    "location_province",
    "location_postal_code_1",
    "location_nation",
)
# NAWS code: feed code, where they differ.
TYPES = {"CLOSED": ("C",), "OPEN": ("O",), "VM": ("ONL",), "HYBR": ("ONL",), "WCHR": ("X",), "S-D": ("SPK", "DISC")}
UNCHANGED = """CPT BT BEG CAN CW DISC GL IP IW JFT LIT LC TC M MED NS QA RA SMOK SPAD SPK STEP SWG TOP TRAD VAR W Y"""
SAME = frozenset(UNCHANGED.split())
# BMLT gives all language formats one NAWS code; the stock keys tell which.
LANGUAGES = {"ES": "S", "FIN": "FI", "ENG": "EN", "PER": "FA"}


def tsml_row(row: Mapping[str, str], stored: Stored, formats: Mapping[int, FormatWords]) -> dict[str, object]:
    """Return the 23 keys. `formats` holds every format, in the default language."""
    is_virtual = row["venue_type"] == str(VIRTUAL)
    is_placed = bool(row["latitude"]) and not is_virtual
    ids = [int(each) for each in row["format_shared_id_list"].split(",") if each]
    return {
        "day": int(row["weekday_tinyint"]) - 1,
        "time": row["start_time"][:5],
        "end_time": _end(row["start_time"], row["duration_time"]),
        "name": row["meeting_name"],
        "location": "Online Meeting" if is_virtual else row["location_text"],
        "formatted_address": ", ".join(row[name] for name in ADDRESS if row[name]),
        "address": row["location_street"],
        "city": row["location_municipality"],
        "state": row["location_province"],
        "postal_code": row["location_postal_code_1"],
        "country": row["location_nation"],
        "types": types_of(formats[each] for each in ids if each in formats),
        "location_notes": row["location_info"],
        "notes": row["comments"],
        "coordinates": f"{row['latitude']},{row['longitude']}" if is_placed else None,
        "slug": f"{slugify(row['meeting_name'])}-{row['id_bigint']}",
        "updated": f"{stored.updated_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        "region": row["service_body_name"],
        "regions": [row["service_body_name"]],
        "conference_url": row["virtual_meeting_link"],
        "conference_url_notes": row["virtual_meeting_additional_info"],
        "conference_phone": row["phone_meeting_number"],
        "conference_phone_notes": "",
    }


def types_of(formats: Iterable[FormatWords]) -> list[str]:
    """Return feed codes by id of format, each once; formats without one are left out."""
    return list(dict.fromkeys(code for each in formats for code in _codes(each)))


def _codes(words: FormatWords) -> tuple[str, ...]:
    if words.world_id == "LANG":
        return (LANGUAGES[words.key],) if words.key in LANGUAGES else ()
    return (words.world_id,) if words.world_id in SAME else TYPES.get(words.world_id, ())


def _end(start: str, duration: str) -> str:
    minutes = _minutes(start) + _minutes(duration)
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:5])
