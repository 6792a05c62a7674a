"""The questionnaires that staff can choose from."""

from typing import Any

from django import forms

from backend.accounts.models import Site
from backend.aftercare.questionnaires.offers import offer_of


class InstrumentForm(forms.Form):
    """A form with a choice of `instrument`: of those that this site can ask."""

    instrument = forms.ChoiceField(label="Questionnaire", initial="daily-check-in")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instrument"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = instrument_choices(site)


def instrument_choices(site: Site) -> list[tuple[str, str]]:
    """Packaged instruments in file order, then the site's own."""
    offer = offer_of(site.pk)
    rows = offer.own().defer("document", "vectors")
    packaged = [(each.code, each.title) for each in offer.packaged()]
    return packaged + [(row.code, row.title) for row in rows if row.retired_at is None]
