from django import forms

from backend.console.instruments import instrument_choices


class AskForm(forms.Form):
    """Ask for one check-in at once. `id` names the check-in before it is there."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    instrument = forms.ChoiceField(label="Ask for a check-in now", choices=instrument_choices, initial="daily-check-in")
