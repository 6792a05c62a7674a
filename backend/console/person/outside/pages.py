"""What leaves the site about a person: summaries under their consent, and what a supervisor puts on record."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from backend.accounts.audit import disclosures
from backend.accounts.models import ConsentForm, DataClass, Staff
from backend.aftercare.summaries import fetching, queueing
from backend.aftercare.summaries.queueing import NotConsented, Wish
from backend.aftercare.summaries.reading import Outside, Tellable, outside_for
from backend.api.problems import IdTaken, InvalidRequest, NotFound
from backend.console.form_errors import add_refusal
from backend.console.pages import say
from backend.console.person.about import AboutPerson
from backend.console.person.outside.record_form import FIELD_OF_POINTER, RecordForm
from backend.console.person.sharing import WORDS

PURPOSE_WORDS = {
    ConsentForm.Purpose.CARE: "for their care",
    ConsentForm.Purpose.PAYMENT: "for payment",
    ConsentForm.Purpose.OPERATIONS: "to run the service",
    ConsentForm.Purpose.LEGAL_PROCEEDINGS: "for legal proceedings",
    ConsentForm.Purpose.COUNSELLING_NOTES: "counselling notes",
    ConsentForm.Purpose.OTHER: "for another purpose",
}


class SummaryForm(forms.Form):
    """What of one consent is to be told."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    consent_id = forms.UUIDField(widget=forms.HiddenInput)
    data_classes = forms.TypedMultipleChoiceField(
        label="What to tell", coerce=DataClass, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, tellable: Tellable) -> None:
        self.tellable, classes = tellable, list(tellable.data_classes)
        fresh = {"id": uuid4(), "consent_id": tellable.consent.pk, "data_classes": classes}
        super().__init__(data, initial=fresh, auto_id=f"id_{tellable.consent.pk}_%s")
        self.fields["data_classes"].choices = [(each, WORDS[each][0]) for each in classes]  # type: ignore[attr-defined]

    @property
    def purpose(self) -> ConsentForm.Purpose:
        return ConsentForm.Purpose(self.tellable.consent.form.purpose)

    @property
    def purpose_words(self) -> str:
        return PURPOSE_WORDS[self.purpose]

    def wish(self) -> Wish:
        """Return what a valid form asks for. Sent twice, its own id makes one summary."""
        typed = self.cleaned_data
        body = {name: str(value) for name, value in typed.items()}
        return Wish(typed["consent_id"], tuple(typed["data_classes"]), self.purpose, id=typed["id"], body=body)


class OutsidePage(AboutPerson):
    tab = "outside"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        return self._show(person_id, outside_for(self.staff, person_id, now=now), None, now)

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        outside = outside_for(self.staff, person_id, now=now)
        form = SummaryForm(request.POST, tellable=_named(outside, request.POST.get("consent_id", "")))
        if not form.is_valid():
            return self._show(person_id, outside, form, now)
        try:
            queueing.queue(self.staff, person_id, form.wish(), now=now)
        except (NotConsented, IdTaken) as problem:
            add_refusal(form, problem, {})
            return self._show(person_id, outside, form, now)
        say(request, "Asked for. It is put together within a minute, and waits seven days to be handed over.")
        return redirect("outside", person_id=person_id)

    def _show(self, person_id: UUID, outside: Outside, sent: SummaryForm | None, now: datetime) -> HttpResponse:
        return self.show_person(
            "outside",
            person_id,
            now=now,
            forms=[sent if sent and sent.tellable == each else SummaryForm(tellable=each) for each in outside.tellable],
            summaries=outside.summaries,
            records=self.staff.role == Staff.Role.SUPERVISOR,
            status=422 if sent else 200,
        )


class HandOver(AboutPerson):
    """By a button: that it left goes on record, which no page that is merely opened must bring about."""

    def post(self, request: HttpRequest, person_id: UUID, summary_id: UUID) -> HttpResponse:
        document = fetching.fetch(self.staff, person_id, summary_id, now=timezone.now())
        return render(request, "aftercare/summary.html", {"document": document})


class RecordDisclosure(AboutPerson):
    tab = "outside"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        disclosures.person_to_record(self.staff, person_id)
        return self._show(person_id, RecordForm(initial={"id": uuid4()}), timezone.now())

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, form = timezone.now(), RecordForm(request.POST)
        disclosures.person_to_record(self.staff, person_id)
        if not form.is_valid():
            return self._show(person_id, form, now)
        try:
            disclosures.record(self.staff, person_id, form.told(self.staff.site.tzid), now=now)
        except (InvalidRequest, IdTaken) as problem:
            add_refusal(form, problem, FIELD_OF_POINTER)
            return self._show(person_id, form, now)
        say(request, "On record. The person reads it in their accounting, and nobody can change it.")
        return redirect("people")

    def _show(self, person_id: UUID, form: RecordForm, now: datetime) -> HttpResponse:
        return self.show_person("record_disclosure", person_id, now=now, form=form, status=422 if form.errors else 200)


def _named(outside: Outside, consent_id: str) -> Tellable:
    """Raises NotFound."""
    found = next((each for each in outside.tellable if str(each.consent.pk) == consent_id), None)
    if found is None:
        raise NotFound
    return found
