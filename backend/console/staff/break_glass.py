"""Opening one person's record in a medical emergency, without consent: for an hour, with a reason, and told."""

from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.models import BreakGlass
from backend.api.problems import NotFound
from backend.care_team.break_glass import breaking
from backend.care_team.break_glass.breaking import Broken, Emergency
from backend.console.form_errors import REFUSALS, add_refusal
from backend.console.pages import StaffPage, say

REASONS = [
    (BreakGlass.Reason.RISK_OF_SUICIDE, "Danger of suicide"),
    (BreakGlass.Reason.OVERDOSE, "Overdose"),
    (BreakGlass.Reason.SEVERE_WITHDRAWAL, "Severe withdrawal"),
    (BreakGlass.Reason.MEDICAL_EMERGENCY, "Another medical emergency"),
]
NOBODY = "Your site has not followed anybody with this id within the last year."


class BreakGlassForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    person_id = forms.UUIDField(
        label="The person's id", help_text="Filled in when you come from an alert about them. Their app knows it too."
    )
    reason_code = forms.ChoiceField(label="What is happening", choices=REASONS, widget=forms.RadioSelect)
    nature = forms.CharField(label="The emergency in a few words", max_length=500)
    text = forms.CharField(
        label="Why it cannot wait for their consent",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads these words afterwards.",
    )
    recipient = forms.CharField(
        label="Whom you will tell outside the site",
        max_length=200,
        required=False,
        help_text="A name, as of a doctor or an ambulance: the law wants it on record.",
    )
    recipient_affiliation = forms.CharField(label="Where they work", max_length=200, required=False)

    def emergency(self) -> Emergency:
        said = {name: value for name, value in self.cleaned_data.items() if name != "reason_code"}
        reason = BreakGlass.Reason(self.cleaned_data["reason_code"])
        return Emergency(**said, reason=reason, body={name: str(value) for name, value in self.cleaned_data.items()})


class NewBreakGlass(StaffPage):
    section = "people"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(BreakGlassForm(initial={"person_id": request.GET.get("person", "")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BreakGlassForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            broken = breaking.break_glass(self.staff, form.emergency(), now=timezone.now())
        except NotFound:
            form.add_error("person_id", NOBODY)
        except REFUSALS as refusal:
            add_refusal(form, refusal, {})
        else:
            say(request, _told(broken))
            return redirect("person", person_id=broken.glass.person_id)
        return self._show(form, status=422)

    def _show(self, form: BreakGlassForm, *, status: int = 200) -> HttpResponse:
        return self.show("staff/new_break_glass.html", form=form, status=status)


def _told(broken: Broken) -> str:
    others = "No other supervisor is there to be told."
    if broken.told:
        others = f"{broken.told} supervisor{'' if broken.told == 1 else 's'} heard of it."
    return f"Open to you for an hour at most. {others} The person learns of it afterwards."
