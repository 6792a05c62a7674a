"""The form that puts on record what was told without a consent."""

from django import forms

from backend.accounts.audit.disclosures import BY_OTHER_MEANS, Told
from backend.accounts.models import DataClass, Disclosure
from backend.console.person.moment_fields import MomentFields
from backend.console.person.sharing import WORDS

BASIS_WORDS = {
    Disclosure.Basis.COURT_ORDER: "By order of a court",
    Disclosure.Basis.MANDATED_REPORT: "As a report that the law demands",
    Disclosure.Basis.MEDICAL_EMERGENCY: "In a medical emergency",
}
# Where refusals of a disclosure belong.
FIELD_OF_POINTER = {"/at": "day"}


class RecordForm(MomentFields):
    id = forms.UUIDField(widget=forms.HiddenInput)
    basis = forms.TypedChoiceField(
        label="Why without a consent",
        choices=[(each, BASIS_WORDS[each]) for each in BY_OTHER_MEANS],
        coerce=Disclosure.Basis,
        widget=forms.RadioSelect,
    )
    recipient = forms.CharField(label="Who was told", max_length=200)
    affiliation = forms.CharField(label="Of which court, office or hospital", max_length=200, required=False)
    text = forms.CharField(
        label="What was told",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="And on which order or report. The person reads this in their accounting.",
    )
    data_classes = forms.TypedMultipleChoiceField(
        label="What it was about",
        choices=[(each, words) for each, (words, _) in WORDS.items()],
        coerce=DataClass,
        widget=forms.CheckboxSelectMultiple,
    )

    def told(self, clinic_tzid: str) -> Told:
        """Return what a valid form says. Sent twice, its own id puts it on record once."""
        typed = self.cleaned_data
        return Told(
            basis=typed["basis"],
            recipient=typed["recipient"],
            affiliation=typed["affiliation"],
            text=typed["text"],
            data_classes=tuple(typed["data_classes"]),
            at=self.moment(clinic_tzid),
            id=typed["id"],
            body={name: str(value) for name, value in typed.items()},
        )
