from uuid import uuid4

from django import forms

from backend.accounts.joining import INVITE_FOR_OTHERS
from backend.accounts.models import Staff
from backend.accounts.requests import InvitationWish
from backend.care_team.following.colleagues import Colleague, who_can_follow


class InvitationForm(forms.Form):
    """Sent twice, its own id makes one code. Who follows the person is asked of those who may choose it."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    assign_to = forms.UUIDField(label="Who will follow this person", widget=forms.Select)

    def __init__(self, staff: Staff, colleagues: list[Colleague], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if staff.role not in INVITE_FOR_OTHERS:
            del self.fields["assign_to"]
            return
        names = [(each.pk, each.account.handle or "(no handle)") for each in who_can_follow(colleagues)]
        self.fields["assign_to"].widget.choices = names
        self.fields["assign_to"].initial = staff.pk

    def wish(self) -> InvitationWish:
        return InvitationWish(id=self.cleaned_data["id"], assign_to=self.cleaned_data.get("assign_to"))
