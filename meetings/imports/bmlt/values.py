"""One BMLT row, field by field: everything arrives as a string, or as something that should have been one."""

from collections.abc import Mapping
from typing import Any

from meetings.imports import cleaning
from meetings.imports.report import Report, Row, RowRefusedError

MAX_LINE = 255
MAX_TEXT = 10_000
# Upstream ids are numbers; the map keeps them as text.
MAX_ID_DIGITS = 18


class Values:
    """Reads fields of a row; what had to be repaired goes into the report."""

    def __init__(self, row: Row, fields: Mapping[str, Any], report: Report) -> None:
        self.row = row
        self.fields = fields
        self._report = report

    def repaired(self, what: str) -> None:
        self._report.repair(self.row, what)

    def raw(self, name: str) -> str:
        """Return the field as text; nested values count as absent."""
        value = self.fields.get(name)
        return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

    def line(self, name: str, max_length: int = MAX_LINE) -> str:
        return " ".join(self.text(name, max_length).split())

    def text(self, name: str, max_length: int = MAX_TEXT) -> str:
        raw = self.raw(name)
        clean = cleaning.without_email(cleaning.plain_text(raw))
        if clean != raw.replace("\r\n", "\n"):
            self.repaired(f"{name}: markup, label, e-mail address or control characters were taken out")
        if len(clean) > max_length:
            self.repaired(f"{name}: cut to {max_length} characters")
        return clean[:max_length].rstrip()

    def web_address(self, name: str) -> str:
        raw = cleaning.plain_text(self.raw(name))
        url = cleaning.web_address(raw)[:2000]
        if url != raw:
            self.repaired(f"{name}: {'kept the address only' if url else 'not one http or https address, left out'}")
        return url

    def coordinates(self) -> tuple[float, float] | None:
        """Return latitude and longitude. Both at zero is how a missing pair looks in most databases."""
        lat = cleaning.coordinate(self.raw("latitude"), 90)
        lon = cleaning.coordinate(self.raw("longitude"), 180)
        usable = lat is not None and lon is not None and (lat, lon) != (0, 0)
        if not usable and (self.raw("latitude") or self.raw("longitude")):
            self.repaired("latitude, longitude: not a point on the globe, left out")
        return (lat, lon) if usable and lat is not None and lon is not None else None


def upstream_id(fields: Any, name: str) -> str:
    """Return a row's id as text without leading zeros; raise RowRefusedError when there is none."""
    value = str(fields.get(name, "")).strip() if isinstance(fields, Mapping) else ""
    if not (value.isascii() and value.isdigit() and int(value[:MAX_ID_DIGITS]) > 0):
        raise RowRefusedError(f"{name} is not a positive whole number")
    if len(value) > MAX_ID_DIGITS:
        raise RowRefusedError(f"{name} has more than {MAX_ID_DIGITS} digits")
    return value.lstrip("0")
