"""The form for what a site says of itself, and the request that it stands for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms

from backend.accounts.policies import BOUNDS
from backend.care_team.duty.serializers import MOST_STRETCHES
from backend.care_team.duty.site import SiteSettings
from backend.console.form_fields import TimeInput, zone_choices
from backend.console.rhythm import DAYS
from backend.console.site.seen import SeenForm
from backend.console.site.settings_fields import DatesField, NumbersField
from backend.console.site.words import POLICY_WORDS, REGIME_WORDS, PolicyWords

NO_HOURS = "Give at least one day: a site that never opens would answer nobody."


@dataclass(frozen=True)
class Stretch:
    """One place of a weekday, by the names of its two fields."""

    iso_weekday: int
    opens: str
    closes: str


class SettingsForm(SeenForm):
    name = forms.CharField(label="Name of the site", max_length=120, help_text="People see it in the app.")
    tzid = forms.ChoiceField(label="Time zone", help_text="Hours and dates of the site are read on its clock.")
    regime = forms.ChoiceField(
        label="The law it works under", choices=list(REGIME_WORDS.items()), widget=forms.RadioSelect
    )
    holidays = DatesField(
        label="Days on which it stays closed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One date a line, as in 2026-12-25.",
    )

    def __init__(self, data: Any = None, *, settings: SiteSettings, etag: str) -> None:
        """`settings` are those in force: a fresh form holds them, and one that was sent is compared with them."""
        super().__init__(data, initial={"etag": etag, **_initial_of(settings)})
        self.fields["tzid"].choices = _zones(settings.site.tzid)  # type: ignore[attr-defined]  # of a choice field
        for name, words in POLICY_WORDS.items():
            self.fields[name] = _policy_field(name, words)
        self.stretches = list(_stretches(settings, data or {}))
        for stretch in self.stretches:
            self._add_stretch(stretch, settings)

    def _add_stretch(self, stretch: Stretch, settings: SiteSettings) -> None:
        day = DAYS[stretch.iso_weekday - 1]
        self.fields[stretch.opens] = forms.TimeField(label=f"{day}, opens", required=False, widget=TimeInput)
        self.fields[stretch.closes] = forms.TimeField(label=f"{day}, closes", required=False, widget=TimeInput)

    def week(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Each weekday with the fields of its stretches."""
        return [
            (day, [(self[each.opens], self[each.closes]) for each in self.stretches if each.iso_weekday == number])
            for number, day in enumerate(DAYS, 1)
        ]

    def policies(self) -> list[forms.BoundField]:
        return [self[name] for name in POLICY_WORDS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for stretch in self.stretches:
            for name, other in ((stretch.opens, stretch.closes), (stretch.closes, stretch.opens)):
                if cleaned.get(name) is None and cleaned.get(other) is not None and name not in self.errors:
                    self.add_error(name, "Give both times, or neither.")
        if not self.errors and not self._filled():
            self.add_error(self.stretches[0].opens, NO_HOURS)
        return cleaned

    def body(self) -> dict[str, Any]:
        """Return what a program would PATCH. Only for a valid form."""
        typed = self.cleaned_data
        return {
            **{name: typed[name] for name in ("name", "tzid", "regime")},
            "holidays": [day.isoformat() for day in typed["holidays"]],
            "hours": [
                {
                    "iso_weekday": each.iso_weekday,
                    "opens": f"{typed[each.opens]:%H:%M}",
                    "closes": f"{typed[each.closes]:%H:%M}",
                }
                for each in self._filled()
            ],
            "policies": {name: typed[name] for name in POLICY_WORDS},
        }

    def field_of_pointer(self) -> Mapping[str, str]:
        """Lead from a pointer into the body to the field it came from."""
        return {
            f"/hours/{number}/{part}": getattr(each, part)
            for number, each in enumerate(self._filled())
            for part in ("opens", "closes")
        }

    def tell_stale(self, etag: str) -> None:
        """Say beside each field, too, what is in force where it is not what was typed."""
        super().tell_stale(etag)
        for name in [name for name in self.changed_data if name != "etag"]:
            self.add_error(name, f"In force now: {self._in_force(name)}.")

    def _filled(self) -> list[Stretch]:
        """Of stretches that have both times, in order."""
        typed = self.cleaned_data
        return [each for each in self.stretches if None not in (typed.get(each.opens), typed.get(each.closes))]

    def _in_force(self, name: str) -> str:
        field, value = self.fields[name], self.initial.get(name)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]  # flat choices
        return ", ".join(str(field.prepare_value(value) or "").splitlines()) or "nothing"


def stretch_at(iso_weekday: int, number: int) -> Stretch:
    return Stretch(iso_weekday, f"opens_{iso_weekday}_{number}", f"closes_{iso_weekday}_{number}")


def _initial_of(settings: SiteSettings) -> dict[str, Any]:
    site, seen = settings.site, Counter[int]()
    initial: dict[str, Any] = {"name": site.name, "tzid": site.tzid, "regime": site.regime}
    initial |= {"holidays": list(settings.holidays), **settings.policies}
    for each in settings.openings:
        place = stretch_at(each.iso_weekday, seen[each.iso_weekday])
        seen[each.iso_weekday] += 1
        initial |= {place.opens: each.opens, place.closes: each.closes}
    return initial


def _stretches(settings: SiteSettings, data: Mapping[str, Any]) -> Iterator[Stretch]:
    """Yield a place for each stretch in force or sent, and on each day one more to fill in."""
    in_force = Counter(each.iso_weekday for each in settings.openings)
    for iso_weekday in range(1, len(DAYS) + 1):
        for number in range(MOST_STRETCHES):
            place = stretch_at(iso_weekday, number)
            if number > in_force[iso_weekday] and place.opens not in data:
                break
            yield place


def _policy_field(name: str, words: PolicyWords) -> forms.Field:
    if name not in BOUNDS:
        return forms.TypedChoiceField(
            label=words.label,
            choices=[(True, "Show them"), (False, "Do not show them")],
            coerce=lambda value: str(value) == "True",
            widget=forms.RadioSelect,
            help_text=words.help,
        )
    low, high = BOUNDS[name]
    if name == "follow_up_hours":
        return NumbersField(label=f"{words.label} ({words.unit})", help_text=f"{words.help} Such as 24, 168.")
    return forms.IntegerField(
        label=f"{words.label} ({words.unit})",
        min_value=low,
        max_value=high,
        help_text=f"{words.help} From {low} to {high}.",
    )


def _zones(tzid: str) -> list[tuple[str, str]]:
    """Name the zone in force too: the first admin may have named one without a place, such as UTC."""
    zones = zone_choices()
    return zones if tzid in dict(zones) else [*zones, (tzid, tzid)]
