"""What an event says: where, how and why it is different; or, for a calendar that others may see, nothing."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from meetings.dates.dated import DatedException, ExceptionKind

# The same for every meeting.
NEUTRAL_TITLE = "Appointment"


class Words(Protocol):
    def of(self, exception: DatedException | None) -> Mapping[str, Any]:
        """Return properties of an event, of a date that is different where an exception is given."""


class Discreet:
    """No name, no place, no link, no note: whoever looks over a shoulder learns a time."""

    def of(self, exception: DatedException | None) -> Mapping[str, Any]:
        return {"summary": NEUTRAL_TITLE, "class": "PRIVATE"}


class Plain:
    """All that the public document of a meeting says."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content

    def of(self, exception: DatedException | None) -> Mapping[str, Any]:
        place, online = self._venue(exception)
        words = {
            "summary": self._content["name"],
            "location": in_one_line(place) if place else online.get("url") or online.get("phone") or "",
            "geo": (place["lat"], place["lon"]) if place and place["lat"] is not None else None,
            "url": online.get("url", ""),
            "description": self._description(exception, place, online),
        }
        return {name: value for name, value in words.items() if value}

    def _venue(self, exception: DatedException | None) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """Return the place, unless people cannot go there, and the ways in."""
        place, online = self._content["place"], self._content["online"] or {}
        if self._content["state"] == "place_closed":
            place = None
        if exception is not None and exception.online is not None:
            online = asdict(exception.online)
        if exception is not None and exception.kind is ExceptionKind.ONLINE:
            place = None
        elif exception is not None and exception.place is not None:
            place = asdict(exception.place)
        return place, online

    def _description(
        self, exception: DatedException | None, place: dict[str, Any] | None, online: Mapping[str, Any]
    ) -> str:
        paragraphs = [
            exception.reason if exception else "",
            "The place is closed for now." if self._content["state"] == "place_closed" and place is None else "",
            place["info"] if place else "",
            "\n".join(text for text in (online.get("url"), online.get("phone"), online.get("notes")) if text),
            ", ".join(each["name"] for each in self._content["formats"] if each["name"]),
            self._content["notes"],
        ]
        return "\n\n".join(text for text in paragraphs if text)


def in_one_line(place: Mapping[str, Any]) -> str:
    parts = (place["name"], place["street"], place["city"], f"{place['region']} {place['postal_code']}".strip())
    return ", ".join(part for part in (*parts, place["country"]) if part)
