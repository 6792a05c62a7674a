"""The safety plan that somebody shares, to be read: it is theirs to write."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.console.person.about import AboutPerson
from backend.coping.safety_plan.sharing import safety_plan_for


class SafetyPlanPage(AboutPerson):
    tab = "safety-plan"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        shared = safety_plan_for(self.staff, person_id, now=now)
        return self.show_person("safety_plan", person_id, now=now, shared=shared, steps=shared.plan.steps())
