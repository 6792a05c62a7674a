"""GetServerInfo and serverInfo.xml: what kind of server this is."""

from django.conf import settings

from meetings.bmlt.asking import Ask, Chunks, whole
from meetings.bmlt.decimals import shortest
from meetings.bmlt.field_values import field_keys
from meetings.bmlt.formats import languages_in_use
from meetings.stored.documents import DEFAULT_LANGUAGE

# The root server whose answers ours are like. Clients switch on it: 3 has the admin API, 4 has time zones.
VERSION = "4.2.7"
HANDRAIL_VERSION = "0.1.0"
DEFAULT_DURATION = "01:00"
# What clients know of keys, database and interpreter would only help an attacker.
UNDISCLOSED = dict.fromkeys(("google_api_key", "dbVersion", "dbPrefix", "phpVersion"), "")

SERVER_INFO_XML = (
    '<?xml version="1.0" encoding="utf-8"?><bmltInfo><serverVersion><readableString>'
    f"{VERSION}</readableString></serverVersion></bmltInfo>"
).encode()


def get_server_info(_ask: Ask) -> Chunks:
    """Answer with one object: 26 keys, and our own version."""
    return whole([_identity() | _map() | _habits() | UNDISCLOSED | _flags() | {"handrail_version": HANDRAIL_VERSION}])


def version_number() -> int:
    major, minor, patch = map(int, VERSION.split("."))
    return major * 1_000_000 + minor * 1_000 + patch


def _identity() -> dict[str, str]:
    return {
        "version": VERSION,
        "versionInt": str(version_number()),
        "langs": ",".join(languages_in_use()),
        "nativeLang": DEFAULT_LANGUAGE,
    }


def _map() -> dict[str, str]:
    lat, lon = settings.BMLT_MAP_CENTER
    return {
        "centerLongitude": shortest(lon),
        "centerLatitude": shortest(lat),
        "centerZoom": str(settings.BMLT_MAP_ZOOM),
    }


def _habits() -> dict[str, str]:
    return {
        "defaultDuration": DEFAULT_DURATION,
        "regionBias": settings.BMLT_REGION_BIAS,
        "charSet": "UTF-8",
        "distanceUnits": settings.BMLT_DISTANCE_UNITS,
        # yap reads it.
        "semanticAdmin": "1",
        "changesPerMeeting": "0",
        "meeting_states_and_provinces": "",
        "meeting_counties_and_sub_provinces": "",
        "available_keys": ",".join([*field_keys(), "root_server_uri", "format_shared_id_list"]),
    }


def _flags() -> dict[str, str | bool]:
    return {
        "auto_geocoding_enabled": False,
        "county_auto_geocoding_enabled": False,
        "zip_auto_geocoding_enabled": False,
        "commit": "",
        "default_closed_status": settings.BMLT_DEFAULT_CLOSED,
        "aggregator_mode_enabled": False,
    }
