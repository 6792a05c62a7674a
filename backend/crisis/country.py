"""In which country somebody is, as far as they or their phone have said."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from backend.crisis.lines import country_code

# BCP 47: language, perhaps a script, then the region; what follows a single letter is no place.
REGION = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})(?:-|$)")


def country_of(choice: str, *, locale: str, tzid: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code, or None: it is never guessed from an address of the network.

    crisis_lines.json, `rules`: "Pick the country by the person's own choice, then SIM or device region, then time
    zone." `locale` is a BCP 47 tag as the phone has it, `tzid` an IANA zone.
    """
    return country_code(choice) or _region_of(locale) or _countries_of_zones().get(tzid)


def _region_of(locale: str) -> str | None:
    found = REGION.match(locale)
    return country_code(found[1]) if found else None


@cache
def _countries_of_zones() -> Mapping[str, str]:
    """Read the tables of the packaged zone database; an old name of a zone is where its new name is."""
    countries = {tzid: country for country, _, tzid, *_ in _rows("zone.tab", separator="\t")}
    for kind, *names in _rows("tzdata.zi", separator=" "):
        # Names without a place, such as EST, stand for wherever that clock is kept.
        if kind == "L" and names[0] in countries and "/" in names[1]:
            countries.setdefault(names[1], countries[names[0]])
    return countries


def _rows(name: str, *, separator: str) -> Iterator[list[str]]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return (line.split(separator) for line in text.splitlines() if line and not line.startswith("#"))
