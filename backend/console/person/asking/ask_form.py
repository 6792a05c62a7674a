from django import forms

from backend.console.instruments import InstrumentForm


class AskForm(InstrumentForm):
    """Ask for one check-in at once. `id` names the check-in before it is there."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    instrument = forms.ChoiceField(label="Ask for a check-in now", initial="daily-check-in")
