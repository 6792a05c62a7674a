"""Rules that a supervisor expects to fire for a person for a while, and which open no alert meanwhile."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.keys import store
from backend.accounts.models import Staff
from backend.api.problems import IdTaken, InvalidRequest
from backend.care_team import expected_rules
from backend.care_team.expected_rules.marking import Mark
from backend.care_team.models.expected import LONGEST
from backend.console.form_errors import add_refusal
from backend.console.levels import rule_words
from backend.console.pages import page_of, say
from backend.console.person.about import AboutPerson


class MarkForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    rule = forms.ChoiceField(label="What is expected")
    days = forms.IntegerField(
        label="For how many days", min_value=1, max_value=LONGEST.days, initial=7, help_text=f"{LONGEST.days} at most."
    )
    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as a form takes them
        names = expected_rules.expectable_rules()
        self.fields["rule"].choices = [(name, rule_words(name)) for name in names]  # type: ignore[attr-defined]

    def mark(self, now: datetime) -> Mark:
        """Return what a valid form means. Sent twice, its own id marks once."""
        typed = self.cleaned_data
        body = {name: str(value) for name, value in typed.items()}
        return Mark(typed["rule"], now + timedelta(days=typed["days"]), typed["reason"], id=typed["id"], body=body)


class ExpectedRulesPage(AboutPerson):
    tab = "team"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        return self._show(person_id, MarkForm(initial={"id": uuid4()}), timezone.now())

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now, form = timezone.now(), MarkForm(request.POST)
        if not form.is_valid():
            return self._show(person_id, form, now)
        try:
            expected_rules.mark(self.staff, person_id, form.mark(now), now=now)
        except (InvalidRequest, IdTaken) as problem:
            add_refusal(form, problem, {})
            return self._show(person_id, form, now)
        say(request, "Marked. It still fires and is kept; it opens no alert, and the person reads that it is so.")
        return redirect("expected-rules", person_id=person_id)

    def _show(self, person_id: UUID, form: MarkForm, now: datetime) -> HttpResponse:
        marks = expected_rules.marks_of(self.staff, person_id, now=now).order_by("-marked_at", "id")
        page = page_of(self.request, marks)
        store.preload([person_id, *(each.marked_by_id for each in page)])
        return self.show_person(
            "expected_rules",
            person_id,
            now=now,
            form=form,
            page=page,
            marks_rules=self.staff.role == Staff.Role.SUPERVISOR,
            status=422 if form.errors else 200,
        )


class EndExpectedRule(AboutPerson):
    def post(self, request: HttpRequest, person_id: UUID, mark_id: UUID) -> HttpResponse:
        expected_rules.end_mark(self.staff, person_id, mark_id, now=timezone.now())
        say(request, "Ended. From now on it opens alerts again.")
        return redirect("expected-rules", person_id=person_id)
