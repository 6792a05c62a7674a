"""Inputs that browsers help with, and choices that several forms offer."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from backend.api.json_files import Unreadable, document_in


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def zone_choices() -> list[tuple[str, str]]:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [("", "Choose a time zone"), *((zone, zone.replace("_", " ")) for zone in zones)]


class JsonFileField(forms.FileField):
    """Its value is the document in the file."""

    widget = forms.FileInput(attrs={"accept": ".json,application/json"})

    def clean(self, data: Any, initial: Any = None) -> object:
        """Raises ValidationError."""
        file = super().clean(data, initial)
        try:
            return document_in(file.read())
        except Unreadable as error:
            raise forms.ValidationError(f"The file {error}") from error
