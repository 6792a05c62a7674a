"""Traits of a meeting as type codes of Meeting Guide readers.

The codes of NA are those of the plugin that NA's websites use (code4recovery/12-step-meeting-list,
includes/variables.php, programme `na`); those of languages are of code4recovery/spec 1.1.9, data/types.json.
"""

from collections.abc import Iterable, Iterator

from meetings.models import Format, State
from meetings.stored.documents import DEFAULT_LANGUAGE, Listing

# World id of NAWS -> codes, where they differ.
RENAMED = {"CLOSED": ("C",), "OPEN": ("O",), "WCHR": ("X",), "S-D": ("SPK", "DISC")}
SAME = frozenset(
    [
        "CPT",
        "BT",
        "BEG",
        "CAN",
        "CW",
        "DISC",
        "GL",
        "IP",
        "IW",
        "JFT",
        "LIT",
        "LC",
        "M",
        "MED",
        "NS",
        "QA",
        "RA",
        "SMOK",
        "SPAD",
        "SPK",
        "STEP",
        "SWG",
        "TOP",
        "TRAD",
        "VAR",
        "W",
        "Y",
    ]
)
# Of a format with the world id LANG, its key says which; a listing itself says it by BCP 47.
LANGUAGES = {
    "AF": "AF",
    "AM": "AM",
    "AR": "AR",
    "BG": "BG",
    "DA": "DA",
    "DE": "DE",
    "EL": "EL",
    "EN": "EN",
    "ENG": "EN",
    "ES": "S",
    "FA": "FA",
    "PER": "FA",
    "FI": "FI",
    "FIN": "FI",
    "FR": "FR",
    "HE": "HE",
    "HI": "HI",
    "HR": "HR",
    "HU": "HU",
    "IS": "IS",
    "IT": "ITA",
    "JA": "JA",
    "KA": "KA",
    "KO": "KOR",
    "LT": "LT",
    "ML": "ML",
    "MT": "MT",
    "NE": "NE",
    "NL": "NL",
    "NO": "NO",
    "PA": "PUN",
    "PL": "POL",
    "POL": "POL",
    "PT": "POR",
    "POR": "POR",
    "RU": "RUS",
    "RUS": "RUS",
    "SK": "SK",
    "SL": "SL",
    "SV": "SV",
    "TH": "TH",
    "TL": "TL",
    "TR": "TUR",
    "UK": "UK",
}
ACCESS = {"wheelchair": "X", "accessible_toilet": "XB", "sign_language": "ASL"}


def types_of(listing: Listing, *, is_online: bool) -> list[str]:
    """Return each code once. `is_online`: a link or number is sent too, without which readers hold ONL for a fault."""
    meeting = listing.meeting
    found = [code for each in sorted(listing.formats, key=lambda f: f.pk) for code in _codes_of(each)]
    found += list(_languages(meeting.languages))
    found += [code for name, code in ACCESS.items() if meeting.accessibility.get(name)]
    if meeting.state == State.PLACE_CLOSED:
        found.append("TC")
    if is_online:
        found.append("ONL")
    return list(dict.fromkeys(found))


def _codes_of(each: Format) -> Iterable[str]:
    if each.world_id == "LANG":
        return _languages(_key_of(each).replace("/", "-").split("-"))
    return RENAMED.get(each.world_id, (each.world_id,) if each.world_id in SAME else ())


def _languages(tags: Iterable[str]) -> Iterator[str]:
    for tag in tags:
        if code := LANGUAGES.get(tag.split("-")[0].upper()):
            yield code


def _key_of(each: Format) -> str:
    translations = sorted(each.translations.all(), key=lambda t: (t.language != DEFAULT_LANGUAGE, t.language))
    return translations[0].key if translations else ""
