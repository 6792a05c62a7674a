"""Names of countries, from the table that comes with the time zones (public domain)."""

from functools import cache
from importlib.resources import files

# Where the table's own name is not the one that people look for.
_BETTER = {"GB": "United Kingdom", "KR": "South Korea"}


@cache
def country_names() -> dict[str, str]:
    """Return the English name of every country by its code (ISO 3166-1 alpha-2)."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = [(line[:2], line[3:]) for line in table.splitlines() if not line.startswith("#")]
    return dict(rows) | _BETTER
