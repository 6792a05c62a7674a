"""Formats that feeds name by a code: NAWS codes, and the type codes of Meeting Guide.

NAWS codes and what they are called are those of BMLT's stock formats; the type codes are those of Meeting Guide's
specification (types.json) and of its programme `na`. Where an NA code says the same, an AA code is read as that one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.imports.facts import FormatFacts, TranslationFacts
from meetings.imports.report import Row


@dataclass(frozen=True)
class Naws:
    """A NAWS code with key, name and type of the stock format that stands for it."""

    key: str
    name: str
    type: str


NAWS = {
    "BEG": Naws("B", "Beginners", "FC3"),
    "BT": Naws("BT", "Basic Text", "FC1"),
    "CAN": Naws("CL", "Candlelight", "FC2"),
    "CH": Naws("CH", "Closed Holidays", "FC3"),
    "CLOSED": Naws("C", "Closed", "O"),
    "CPT": Naws("CP", "Concepts", "FC1"),
    "CW": Naws("CW", "Children Welcome", "FC3"),
    "DISC": Naws("D", "Discussion", "FC1"),
    "GL": Naws("GL", "Gay/Lesbian/Transgender", "FC3"),
    "GP": Naws("GP", "Guiding Principles", "FC1"),
    "IP": Naws("IP", "Informational Pamphlet", "FC1"),
    "IW": Naws("IW", "It Works: How and Why", "FC1"),
    "JFT": Naws("JT", "Just for Today", "FC1"),
    "LC": Naws("LC", "Living Clean", "FC1"),
    "LIT": Naws("BK", "Book Study", "FC1"),
    "M": Naws("M", "Men", "FC3"),
    "MED": Naws("ME", "Meditation", "FC1"),
    "NC": Naws("NC", "No Children", "FC3"),
    "NS": Naws("NS", "No Smoking", "FC1"),
    "OPEN": Naws("O", "Open", "O"),
    "QA": Naws("QA", "Questions and Answers", "FC1"),
    "RA": Naws("RA", "Restricted Attendance", "FC3"),
    "S-D": Naws("SD", "Speaker/Discussion", "FC1"),
    "SMOK": Naws("SM", "Smoking Permitted", "FC1"),
    "SPAD": Naws("SPAD", "A Spiritual Principle a Day", "FC1"),
    "SPK": Naws("So", "Speaker", "FC1"),
    "STEP": Naws("St", "Step", "FC1"),
    "SWG": Naws("SG", "Step Working Guide", "FC1"),
    "TOP": Naws("To", "Topic", "FC1"),
    "TRAD": Naws("Tr", "Tradition", "FC1"),
    "VAR": Naws("RF", "Rotating Format", "FC1"),
    "W": Naws("W", "Women", "FC3"),
    "WCHR": Naws("WC", "Wheelchair", "FC2"),
    "Y": Naws("YP", "Young People", "FC3"),
}
# Venue type and state say these; they are linked to no meeting.
RESERVED = {"VM": "VM", "HYBR": "HY", "HY": "HY", "TC": "TC"}

# Languages that have a stock format, all with the NAWS code LANG.
LANGUAGE_KEYS = {"es": "ES", "fi": "FIN", "en": "ENG", "fa": "PER"}

# Meeting Guide type -> NAWS code, where the two differ.
_NAWS_OF_TYPE = {
    "C": "CLOSED",
    "O": "OPEN",
    "X": "WCHR",
    "BE": "BEG",
    "CF": "CW",
    "D": "DISC",
    "SM": "SMOK",
    "SP": "SPK",
    "ST": "STEP",
    "TR": "TRAD",
}
_LANGUAGE_OF_TYPE = {
    "AF": "af",
    "AM": "am",
    "AR": "ar",
    "BG": "bg",
    "DA": "da",
    "DE": "de",
    "EL": "el",
    "EN": "en",
    "FA": "fa",
    "FI": "fi",
    "FR": "fr",
    "HE": "he",
    "HI": "hi",
    "HR": "hr",
    "HU": "hu",
    "IS": "is",
    "ITA": "it",
    "JA": "ja",
    "KA": "ka",
    "KOR": "ko",
    "LT": "lt",
    "ML": "ml",
    "MT": "mt",
    "NE": "ne",
    "NL": "nl",
    "NO": "no",
    "POL": "pl",
    "POR": "pt",
    "PUN": "pa",
    "RUS": "ru",
    "S": "es",
    "SK": "sk",
    "SL": "sl",
    "SV": "sv",
    "TH": "th",
    "TL": "tl",
    "TUR": "tr",
    "UK": "uk",
}
# Types that no NAWS code stands for.
_OTHER_TYPES = {
    "11": "11th Step Meditation",
    "12X12": "12 Steps & 12 Traditions",
    "A": "Secular",
    "ABSI": "As Bill Sees It",
    "AL": "Concurrent with Alateen",
    "AL-AN": "Concurrent with Al-Anon",
    "ASL": "American Sign Language",
    "B": "Big Book",
    "BA": "Babysitting Available",
    "BI": "Bisexual",
    "BRK": "Breakfast",
    "DB": "Digital Basket",
    "DD": "Dual Diagnosis",
    "DR": "Daily Reflections",
    "FF": "Fragrance Free",
    "G": "Gay",
    "GR": "Grapevine",
    "H": "Birthday",
    "L": "Lesbian",
    "LGBTQ": "LGBTQ",
    "LS": "Living Sober",
    "N": "Native American",
    "NB": "Non-Binary",
    "NDG": "Indigenous",
    "OUT": "Outdoor",
    "P": "Professionals",
    "POA": "Proof of Attendance",
    "POC": "People of Color",
    "SEN": "Seniors",
    "T": "Transgender",
    "XB": "Wheelchair-Accessible Bathroom",
    "XT": "Cross Talk Permitted",
}
# What people write in place of a code, beside the names above; compared without case.
_OTHER_WORDS = {
    "literature": "LIT",
    "lgbtqiaa+": "LGBTQ",
    "lgbtqia": "LGBTQ",
    "lgbtq+": "LGBTQ",
    "newcomer": "BEG",
    "newcomers": "BEG",
    "online meeting": "ONL",
    "online": "ONL",
    "location temporarily closed": "TC",
    "temporarily closed": "TC",
    "temporary closure": "TC",
    "speakers": "SPK",
    "step study": "STEP",
    "step meeting": "STEP",
    "tradition study": "TRAD",
    "child-friendly": "CW",
    "wheelchair access": "X",
    "wheelchair accessible": "X",
    "wheelchair-accessible": "X",
    "english": "EN",
    "spanish": "S",
    "french": "FR",
    "german": "DE",
    "hungarian": "HU",
    "italian": "ITA",
    "polish": "POL",
    "portuguese": "POR",
    "russian": "RUS",
    "persian": "FA",
    "farsi": "FA",
    "greek": "EL",
    "japanese": "JA",
    "korean": "KOR",
    "swedish": "SV",
    "finnish": "FI",
    "dutch": "NL",
    "danish": "DA",
    "norwegian": "NO",
    "hebrew": "HE",
    "hindi": "HI",
}
ACCESS = {"WCHR": "wheelchair", "X": "wheelchair", "XB": "accessible_toilet", "ASL": "sign_language"}


@dataclass(frozen=True)
class Meaning:
    """What a list of codes says about one meeting."""

    format_ids: tuple[str, ...]
    languages: tuple[str, ...]
    accessibility: tuple[str, ...]
    reserved: frozenset[str]  # VM, HY, TC, and ONL, which leaves open whether people also meet in a room
    unknown: tuple[str, ...]


def meaning_of_types(names: Iterable[str]) -> Meaning:
    """Read Meeting Guide types, codes or words, in any case."""
    return _meaning([_type_code(name) or f"?{name}" for name in names])


def meaning_of_naws(codes: Iterable[str]) -> Meaning:
    known = [code.upper() for code in codes]
    return _meaning([code if code in NAWS or code in RESERVED else f"?{code}" for code in known])


def language_id(language: str) -> str:
    """The format that stands for a language, or nothing when there is none."""
    key = LANGUAGE_KEYS.get(language)
    return f"naws:LANG:{key}" if key else ""


def formats_of(ids: Iterable[str], row: Row) -> list[FormatFacts]:
    """Return formats as this catalogue has them, for those that are not here yet."""
    return [_format(each, row) for each in dict.fromkeys(ids)]


def _type_code(name: str) -> str:
    code = name.upper()
    if code in _NAWS_OF_TYPE:
        return _NAWS_OF_TYPE[code]
    known = code in NAWS or code in RESERVED or code in _LANGUAGE_OF_TYPE or code in _OTHER_TYPES or code == "ONL"
    if known:
        return code
    word = _WORDS.get(name.lower(), "")
    return _type_code(word) if word else ""


def _meaning(codes: list[str]) -> Meaning:
    languages = tuple(dict.fromkeys(_LANGUAGE_OF_TYPE[code] for code in codes if code in _LANGUAGE_OF_TYPE))
    named = [_identity(code) for code in codes if code in NAWS or code in _OTHER_TYPES]
    return Meaning(
        format_ids=tuple(dict.fromkeys([*named, *filter(None, map(language_id, languages))])),
        languages=languages,
        accessibility=tuple(sorted({ACCESS[code] for code in codes if code in ACCESS})),
        reserved=frozenset(RESERVED.get(code, code) for code in codes if code in RESERVED or code == "ONL"),
        unknown=tuple(code[1:] for code in codes if code.startswith("?")),
    )


def _identity(code: str) -> str:
    return f"naws:{code}" if code in NAWS else f"type:{code}"


def _format(identity: str, row: Row) -> FormatFacts:
    kind, _, code = identity.partition(":")
    if code.startswith("LANG:"):
        key = code.removeprefix("LANG:")
        stock, world_id = Naws(key, _LANGUAGE_NAMES[key], "LANG"), "LANG"
    elif kind == "naws":
        stock, world_id = NAWS[code], code
    else:
        stock, world_id = Naws(code, _OTHER_TYPES[code], ""), ""
    words = TranslationFacts(language="en", key=stock.key, name=stock.name, description="")
    return FormatFacts(row, identity, world_id, stock.type, (words,), is_shared=True)


_LANGUAGE_NAMES = {"ES": "Spanish", "FIN": "Finnish", "ENG": "English", "PER": "Persian"}
_WORDS = (
    {naws.name.lower(): code for code, naws in NAWS.items()}
    | {name.lower(): code for code, name in _OTHER_TYPES.items()}
    | _OTHER_WORDS
)
