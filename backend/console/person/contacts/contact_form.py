"""The form that logs a contact: how, and what came of it by the button that is pressed."""

from django import forms

from backend.aftercare.models import Contact
from backend.aftercare.quiet.contacts import ContactWish
from backend.console.person.moment_fields import MomentFields

HOW_WORDS = {
    Contact.How.PHONE: "By phone",
    Contact.How.IN_PERSON: "In person",
    Contact.How.MESSAGE: "By message",
    Contact.How.VIDEO: "By video",
    Contact.How.OTHER: "Otherwise",
}
OUTCOME_WORDS = {
    Contact.Outcome.REACHED: "Reached: we spoke",
    Contact.Outcome.MESSAGE_LEFT: "Left a message",
    Contact.Outcome.NOT_REACHED: "Did not reach them",
}


class ContactForm(MomentFields):
    id = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.TypedChoiceField(
        choices=list(HOW_WORDS.items()), coerce=Contact.How, initial=Contact.How.PHONE, widget=forms.RadioSelect
    )
    outcome = forms.TypedChoiceField(
        label="What came of it", choices=list(OUTCOME_WORDS.items()), coerce=Contact.Outcome
    )
    note = forms.CharField(
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For your team. The person can read it in their export.",
    )

    def wish(self, clinic_tzid: str) -> ContactWish:
        """Return what a valid form means; day and time are those of the clinic."""
        typed = self.cleaned_data
        return ContactWish(
            typed["how"],
            typed["outcome"],
            typed["note"],
            occurred_at=self.moment(clinic_tzid),
            id=typed["id"],
            body={name: str(value) for name, value in typed.items()},
        )
