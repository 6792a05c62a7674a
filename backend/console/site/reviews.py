"""What supervisors look at afterwards: who broke the glass, and what people asked the site to share less of."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from backend.accounts.models import BreakGlass, RestrictionAnswer, RestrictionRequest
from backend.api.problems import NotFound
from backend.care_team.break_glass import reviewing
from backend.care_team.restrictions import answering
from backend.console.form_errors import add_refusal
from backend.console.pages import page_of, say
from backend.console.site.pages import SupervisorPage
from backend.console.staff.break_glass import REASONS

Reason, Decision = BreakGlass.Reason, RestrictionAnswer.Decision
# On the form it is the choice beside the others.
REASON_WORDS = dict(REASONS) | {Reason.MEDICAL_EMERGENCY: "Medical emergency"}
TOLD_WORDS = {
    "waiting": "the person is told when the hour is over",
    "told": "the person was told",
    "barred": "kept from the person",
}
DECISION_WORDS = {Decision.GRANTED: "granted", Decision.DECLINED: "declined"}


class BarForm(forms.Form):
    reason = forms.CharField(
        label="Whom it would endanger, and how",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stays on record.",
    )


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label="Your answer",
        choices=[(Decision.GRANTED, "Granted: we will do so"), (Decision.DECLINED, "Declined")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In words",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The person reads them in the app. There is no second answer.",
    )


class ReviewPage(SupervisorPage):
    here = "reviews"


class GlassesPage(ReviewPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request, reviewing.glasses_of(self.staff).order_by("-started_at", "id"))
        reviewing.look_at(self.staff, page, now=timezone.now())
        rows = [(each, *_words(each)) for each in page]
        return self.show("glasses.html", page=page, rows=rows)


class GlassPage(ReviewPage):
    def get(self, request: HttpRequest, glass_id: UUID) -> HttpResponse:
        return self._show(glass_id, BarForm())

    def post(self, request: HttpRequest, glass_id: UUID) -> HttpResponse:
        form = BarForm(request.POST)
        if not form.is_valid():
            return self._show(glass_id, form)
        try:
            reviewing.bar_telling(self.staff, glass_id, form.cleaned_data["reason"], now=timezone.now())
        except reviewing.PersonTold as problem:
            add_refusal(form, problem, {})
            return self._show(glass_id, form)
        say(request, "They are not told, and it stands in no record that they read.")
        return redirect("glass", glass_id=glass_id)

    def _show(self, glass_id: UUID, form: BarForm) -> HttpResponse:
        glass = reviewing.glasses_of(self.staff).filter(pk=glass_id).first()
        if glass is None:
            raise NotFound
        reviewing.look_at(self.staff, [glass], now=timezone.now())
        reason, told = _words(glass)
        return self.show(
            "glass.html",
            glass=glass,
            reason=reason,
            told=told,
            is_waiting=reviewing.person_told(glass) == "waiting",
            is_own=glass.staff_id == self.staff.pk,
            form=form,
            status=422 if form.errors else 200,
        )


class RestrictionsPage(ReviewPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request, answering.requests_at(self.staff).order_by("-at", "id"))
        answering.look_at(self.staff, page, now=timezone.now())
        return self.show("restrictions.html", page=page, rows=[(each, _answered(each)) for each in page])


class RestrictionPage(ReviewPage):
    def get(self, request: HttpRequest, restriction_id: UUID) -> HttpResponse:
        return self._show(restriction_id, AnswerForm())

    def post(self, request: HttpRequest, restriction_id: UUID) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._show(restriction_id, form)
        decision, words = Decision(form.cleaned_data["decision"]), form.cleaned_data["words"]
        try:
            answering.answer(self.staff, restriction_id, decision, words, now=timezone.now())
        except answering.RestrictionAnswered as problem:
            add_refusal(form, problem, {})
            return self._show(restriction_id, form)
        say(request, "Answered. The person hears that there is an answer.")
        return redirect("restrictions")

    def _show(self, restriction_id: UUID, form: AnswerForm) -> HttpResponse:
        asked = answering.requests_at(self.staff).filter(pk=restriction_id).first()
        if asked is None:
            raise NotFound
        answering.look_at(self.staff, [asked], now=timezone.now())
        status = 422 if form.errors else 200
        return self.show("restriction.html", asked=asked, answered=_answered(asked), form=form, status=status)


def _words(glass: BreakGlass) -> tuple[str, str]:
    """Say why it was broken, and whether the person hears of it."""
    return REASON_WORDS[Reason(glass.reason_code)], TOLD_WORDS[reviewing.person_told(glass)]


def _answered(asked: RestrictionRequest) -> str:
    """Say how it was answered; nothing while it waits."""
    return DECISION_WORDS[Decision(asked.answer.decision)] if hasattr(asked, "answer") else ""
