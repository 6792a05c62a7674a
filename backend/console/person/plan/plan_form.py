"""The form that writes a care plan as a whole. It has no field for an amount, a dose or a taper step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from backend.aftercare.care_plans.contents import CARE_LEVELS, COMPONENTS
from backend.aftercare.care_plans.serializers import MOST_GOALS
from backend.console.form_fields import DateInput
from backend.console.person.plan.words import choices_of
from backend.instruments.substances import SUBSTANCES

# Where refusals of a plan belong.
FIELD_OF_POINTER = {
    "/care/level": "care_level",
    "/care/from_on": "care_from",
    "/care/until_on": "care_until",
    "/taper": "taper_first",
    "/taper/first_day": "taper_first",
    "/taper/last_day": "taper_last",
}


def optional_day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DateInput)


def ticks(label: str, codes: tuple[str, ...]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices_of(codes), required=False, widget=forms.CheckboxSelectMultiple
    )


class PlanForm(forms.Form):
    version = forms.CharField(widget=forms.HiddenInput)
    care_level = forms.ChoiceField(
        label="Level of care", choices=[("", "Not said"), *choices_of(CARE_LEVELS)], required=False
    )
    care_from = optional_day("From")
    care_until = optional_day("Until")
    substances = ticks("Substances", SUBSTANCES)
    has_prescribed = forms.BooleanField(label="A prescribed medicine is on the plan", required=False)
    taper_first = optional_day("First day of a benzodiazepine taper")
    taper_last = optional_day("Last day of the taper")
    components = ticks("Parts of the care", COMPONENTS)
    review_on = optional_day("Review the plan on")
    language = forms.CharField(
        label="Language they need", max_length=35, required=False, help_text="As a code, such as es or pt-BR."
    )
    access_needs = forms.CharField(
        label="What they need to take part",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def held_in(cls, plan: Mapping[str, Any], version: str) -> dict[str, Any]:
        """Return what a form of this plan, as it is kept, begins with."""
        care, taper = plan["care"] or {}, plan["taper"] or {}
        return {
            "version": version,
            "care_level": care.get("level"),
            "care_from": care.get("from_on"),
            "care_until": care.get("until_on"),
            "taper_first": taper.get("first_day"),
            "taper_last": taper.get("last_day"),
            **{name: plan[name] for name in ("substances", "has_prescribed", "components", "review_on")},
            **{name: plan[name] for name in ("language", "access_needs")},
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("care_level") and not cleaned.get("care_from") and "care_from" not in self.errors:
            self.add_error("care_from", "Say since when.")
        if not cleaned.get("care_level") and (cleaned.get("care_from") or cleaned.get("care_until")):
            self.add_error("care_level", "Choose a level, or leave its days empty.")
        if cleaned.get("taper_last") and not cleaned.get("taper_first") and "taper_first" not in self.errors:
            self.add_error("taper_first", "Say since when.")
        return cleaned

    def body(self, goals: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what a program would PUT for the same plan. Only for a valid form."""
        typed = self.cleaned_data
        care = {
            "level": typed["care_level"],
            "from_on": _day(typed["care_from"]),
            "until_on": _day(typed["care_until"]),
        }
        taper = {"first_day": _day(typed["taper_first"]), "last_day": _day(typed["taper_last"])}
        return {
            "care": care if typed["care_level"] else None,
            "taper": taper if typed["taper_first"] else None,
            "goals": goals,
            "review_on": _day(typed["review_on"]),
            "language": typed["language"] or None,
            **{name: typed[name] for name in ("substances", "has_prescribed", "components", "access_needs")},
        }


class GoalForm(forms.Form):
    text = forms.CharField(label="Goal", max_length=500, required=False)
    review_on = optional_day("Review on")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("review_on") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Say what the goal is, or leave its day empty.")
        return cleaned


# Two empty ones stand at the end.
GoalsFormSet = forms.formset_factory(GoalForm, extra=2, max_num=MOST_GOALS, validate_max=True, absolute_max=MOST_GOALS)


def goals_in(goals: "forms.BaseFormSet[GoalForm]") -> list[dict[str, Any]]:
    """Return the goals of a valid form; one whose text was taken out is gone."""
    typed = [form.cleaned_data for form in goals.forms]
    return [{"text": each["text"], "review_on": _day(each["review_on"])} for each in typed if each.get("text")]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
