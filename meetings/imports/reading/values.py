"""One row of a feed, field by field: what arrives is a string, or something that should have been one."""

from collections.abc import Mapping
from typing import Any

from meetings.imports import cleaning
from meetings.imports.report import Report, Row

MAX_LINE = 255
MAX_TEXT = 10_000


class Values:
    """Reads fields of a row; what had to be repaired goes into the report."""

    def __init__(self, row: Row, fields: Mapping[str, Any], report: Report) -> None:
        self.row = row
        self.fields = fields
        self._report = report

    def repaired(self, what: str, *, field: str = "") -> None:
        """`what` begins with the field's name; `field` gives its value to the report. Never one that is private."""
        value = cleaning.without_email(cleaning.plain_text(self.raw(field))) if field else ""
        self._report.repair(self.row, what, field=field, value=value)

    def raw(self, name: str) -> str:
        """Return the field as text, as far as anything reads it; nested values count as absent."""
        value = self.fields.get(name)
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return ""
        return str(value)[: cleaning.MAX_RAW].strip()

    def says_yes(self, name: str) -> bool:
        """Whether a field is true, or anything but empty and a no."""
        return self.fields.get(name) is True or self.raw(name).lower() not in {"", "0", "false", "no"}

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

    def joined(self, *names: str) -> str:
        """Return several texts as one, a line each, without repeats."""
        return "\n".join(dict.fromkeys(filter(None, (self.text(name) for name in names))))

    def private(self, name: str) -> str:
        """Return what only those in charge may read, with its e-mail addresses; the report never quotes it."""
        return cleaning.plain_text(self.raw(name))[:MAX_TEXT]

    def web_address(self, name: str) -> str:
        raw = cleaning.plain_text(self.raw(name))
        url = cleaning.web_address(raw)[:2000]
        if url != raw:
            what = "kept the address only" if url else "not one http or https address, left out"
            self.repaired(f"{name}: {what}", field=name)
        return url

    def coordinates(self, lat_name: str = "latitude", lon_name: str = "longitude") -> tuple[float, float] | None:
        """Return latitude and longitude. Both at zero is how a missing pair looks in most databases."""
        lat = cleaning.coordinate(self.raw(lat_name), 90)
        lon = cleaning.coordinate(self.raw(lon_name), 180)
        usable = lat is not None and lon is not None and (lat, lon) != (0, 0)
        if not usable and (self.raw(lat_name) or self.raw(lon_name)):
            self.repaired(f"{lat_name}, {lon_name}: not a point on the globe, left out", field=lat_name)
        return (lat, lon) if usable and lat is not None and lon is not None else None
