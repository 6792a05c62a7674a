"""Two people with the same form open: who sends second is told before they write over the first."""

from typing import cast

from django import forms
from django.http import QueryDict

STALE = "Somebody else has changed this since you opened it. Nothing is lost: what you typed is still here."


class SeenForm(forms.Form):
    """`etag` is of what was in force when the form was opened, as If-Match is for a program."""

    etag = forms.CharField(widget=forms.HiddenInput)

    def tell_stale(self, etag: str) -> None:
        """Say so, and let it be sent once more, knowing what is in force: `etag` is of that."""
        self.add_error(None, STALE)
        data = cast(QueryDict, self.data).copy()
        data["etag"] = etag
        self.data = data
