"""The form for a meeting, in the words of the listings, and the request that it stands for."""

from typing import Any
from uuid import UUID

from django import forms

from backend.console.form_fields import TimeInput, zone_choices
from meetings.models import VenueType

WEEKDAYS = tuple(enumerate(("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")))
VENUE_TYPES = (
    (VenueType.IN_PERSON, "In person"),
    (VenueType.VIRTUAL, "Online only"),
    (VenueType.HYBRID, "In person and online"),
)
PLACE = ("street", "city", "region", "postal_code", "country", "lat", "lon")
# Where refusals belong that do not name the field by the last part of their pointer.
FIELD_OF_POINTER = {
    "/place": "street",
    "/place/name": "place_name",
    "/place/info": "place_info",
    "/online": "online_url",
    "/online/url": "online_url",
    "/online/phone": "online_phone",
    "/online/notes": "online_notes",
    "/format_ids": "formats",
    "unknown-zone": "tzid",
}


def lines(label: str, **options: Any) -> forms.CharField:
    """A few lines of text that may stay empty."""
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=2000, required=False, widget=area, **options)


class MeetingForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=255)
    service_body_id = forms.TypedChoiceField(label="Service body", coerce=int)
    weekday = forms.TypedChoiceField(choices=WEEKDAYS, coerce=int)
    start_time = forms.TimeField(label="Starts at", widget=TimeInput)
    duration_minutes = forms.IntegerField(label="How many minutes", min_value=1, max_value=1440, initial=60)
    tzid = forms.ChoiceField(label="Time zone", choices=zone_choices)
    venue_type = forms.ChoiceField(
        label="Where people meet",
        choices=VENUE_TYPES,
        initial=VenueType.IN_PERSON,
        widget=forms.RadioSelect,
    )
    place_name = forms.CharField(label="Name of the place", max_length=255, required=False)
    street = forms.CharField(max_length=255, required=False)
    city = forms.CharField(max_length=255, required=False)
    region = forms.CharField(label="State or region", max_length=255, required=False)
    postal_code = forms.CharField(max_length=255, required=False)
    country = forms.CharField(max_length=255, required=False)
    place_info = lines("How to find the room")
    lat = forms.FloatField(label="Latitude", min_value=-90, max_value=90, required=False, help_text="Such as 40.7421")
    lon = forms.FloatField(
        label="Longitude", min_value=-180, max_value=180, required=False, help_text="Such as -73.9911"
    )
    online_url = forms.CharField(label="Link", max_length=2000, required=False, help_text="Begins with https://")
    online_phone = forms.CharField(label="Phone number", max_length=255, required=False)
    online_notes = lines("Passcode or other notes", help_text="Everybody can read this.")
    formats = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    notes = lines("Anything else")

    def __init__(
        self,
        data: Any = None,
        *,
        bodies: list[tuple[int, str]],
        formats: list[tuple[int, str]],
        id_: UUID | None = None,
    ) -> None:
        super().__init__(data, initial={"id": id_})
        self.fields["service_body_id"].choices = bodies  # type: ignore[attr-defined]  # of a choice field
        self.fields["formats"].choices = formats  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("lat") is None) != (cleaned.get("lon") is None):
            self.add_error("lon" if cleaned.get("lon") is None else "lat", "Give both numbers, or neither.")
        return cleaned

    def body(self) -> dict[str, Any]:
        """Return what a program would POST for the same meeting. Only for a valid form."""
        typed = self.cleaned_data
        place = {name: typed[name] for name in PLACE}
        return {
            "id": str(typed["id"]),
            **{name: typed[name] for name in ("name", "weekday", "duration_minutes", "tzid", "notes")},
            "start_time": f"{typed['start_time']:%H:%M}",
            "venue_type": typed["venue_type"],
            "service_body_id": typed["service_body_id"],
            "place": place | {"name": typed["place_name"], "info": typed["place_info"]},
            "online": {part: typed[f"online_{part}"] for part in ("url", "phone", "notes")},
            "format_ids": typed["formats"],
        }
