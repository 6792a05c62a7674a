"""Addresses in one line, taken apart as far as their form is certain."""

import re
from dataclasses import dataclass

# "CA 95122", "MA 01519-0001", "T6E 4E8", "1010", "Victoria 3000"
_POSTAL = re.compile(r"(?:(?P<region>[^\d,]{2,40}?)\s+)?(?P<postal>(?=[^,]*\d)[A-Z\d][A-Z\d-]{2,9}(?: [A-Z\d]{2,4})?)")

# "75001 Paris"
_POSTAL_FIRST = re.compile(r"(\d{4,6}) (\D+)")


@dataclass(frozen=True)
class Address:
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def is_approximate(self) -> bool:
        """No house can be found by it."""
        return not self.street


def address_of(text: str) -> Address:
    """Read `12 Sample Street, New York, NY 10000, USA`; what cannot be placed stays in the street.

    Fewer than four parts name an area and no house, as readers of Meeting Guide have it, unless the first part has a
    number.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return Address()
    if len(parts) < 2:
        return Address(street=text.strip()) if _has_number(text) else Address(city=text.strip())
    country = parts.pop() if len(parts) > 2 and not _has_number(parts[-1]) else ""
    region, postal_code = _region(parts)
    leading = _POSTAL_FIRST.fullmatch(parts[-1])
    if leading and not postal_code and len(parts) > 1:
        parts[-1:] = [leading[2]]
        postal_code = leading[1]
    city = parts.pop() if not _has_number(parts[-1]) else ""
    return Address(", ".join(parts), city, region, postal_code, country)


def _region(parts: list[str]) -> tuple[str, str]:
    """Take state and postal code off the end; they stand in one part, or in two."""
    found = _POSTAL.fullmatch(parts[-1])
    if found and len(parts) > 1:
        parts.pop()
        region = found["region"] or ""
        if not region and (len(parts) > 2 or (len(parts) == 2 and not _has_number(parts[0]))):
            region = parts.pop()
        return region, found["postal"]
    is_region = len(parts) > 1 and not _has_number(parts[-1]) and len(parts[-1]) <= 40
    # The street and the town alone are no town and state.
    if is_region and (len(parts) > 2 or not _has_number(parts[0])):
        return parts.pop(), ""
    return "", ""


def _has_number(text: str) -> bool:
    return any(map(str.isdigit, text))
