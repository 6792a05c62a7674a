"""The plan that a site has with a person: as it is, as it was, and what the person says is not right in it."""

from datetime import datetime
from uuid import UUID

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from backend.accounts.keys import store
from backend.aftercare.care_plans import correcting, writing
from backend.aftercare.care_plans.serializers import PlanShape
from backend.aftercare.check_ins import person_planned_by
from backend.api.problems import InvalidRequest, PreconditionFailed
from backend.console.form_errors import add_refusal
from backend.console.pages import page_of, say
from backend.console.person.about import AboutPerson
from backend.console.person.plan.plan_form import FIELD_OF_POINTER, GoalForm, GoalsFormSet, PlanForm, goals_in
from backend.console.person.plan.words import lines_of
from backend.console.versions import unchanged_since

REFUSALS = (ValidationError, InvalidRequest, PreconditionFailed)


class PlanPage(AboutPerson):
    tab = "care-plan"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        plan = writing.plan_for(self.staff, person_id, now=now)
        return self.show_person(
            "plan",
            person_id,
            now=now,
            plan=plan,
            lines=lines_of(plan.contents),
            writes_plan=self.writes_plan(person_id, now),
        )


class WritePlan(AboutPerson):
    tab = "care-plan"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        plan = writing.site_plan(person_planned_by(self.staff, person_id, now=now), self.staff.site)
        form = PlanForm(initial=PlanForm.held_in(plan.contents, plan.etag))
        return self._show(person_id, form, GoalsFormSet(initial=plan.contents["goals"], prefix="goals"), now)

    def post(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        person_planned_by(self.staff, person_id, now=now)
        form, goals = PlanForm(request.POST), GoalsFormSet(request.POST, prefix="goals")
        # Both, so that everything that is wrong stands there at once.
        if not all([form.is_valid(), goals.is_valid()]):
            return self._show(person_id, form, goals, now)
        check = unchanged_since(form.cleaned_data["version"])
        try:
            contents = PlanShape.parse(form.body(goals_in(goals)))
            writing.write_plan(self.staff, person_id, contents, check=check, now=now)
        except REFUSALS as error:
            add_refusal(form, error, FIELD_OF_POINTER)
            return self._show(person_id, form, goals, now)
        say(request, "Written. The person reads it in their app.")
        return redirect("care-plan", person_id=person_id)

    def _show(self, person_id: UUID, form: PlanForm, goals: "BaseFormSet[GoalForm]", now: datetime) -> HttpResponse:
        is_wrong = bool(form.errors) or (goals.is_bound and not goals.is_valid())
        return self.show_person(
            "write_plan", person_id, now=now, form=form, goals=goals, status=422 if is_wrong else 200
        )


class PlanVersions(AboutPerson):
    tab = "care-plan"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        page = page_of(request, writing.versions_for(self.staff, person_id, now=now).order_by("-number", "id"))
        store.preload(each.written_by_id for each in page)
        versions = [(each, lines_of(each.content) if each.content else []) for each in page]
        return self.show_person("plan_versions", person_id, now=now, page=page, versions=versions)


class ResolveCorrection(AboutPerson):
    def post(self, request: HttpRequest, person_id: UUID, correction_id: UUID) -> HttpResponse:
        correcting.resolve(self.staff, person_id, correction_id, now=timezone.now())
        say(request, "Dealt with. The person sees that it is.")
        return redirect("care-plan", person_id=person_id)
