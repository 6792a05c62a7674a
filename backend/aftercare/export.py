from typing import Any

from backend.accounts.models import Person
from backend.aftercare.models import CheckIn, LifeEvent
from backend.aftercare.plans import plan_of
from backend.aftercare.serializers import AnsweredCheckInSerializer


def export_person(person: Person) -> dict[str, Any]:
    """Plan, life events, and every check-in with its answers, amendments and late ones included."""
    plan = plan_of(person)
    own = CheckIn.objects.filter(person=person).order_by("opened_at")
    check_ins = list(own.prefetch_related("responses", "steps"))
    return {
        "plan": {
            "substances": sorted(plan.substances),
            "has_prescribed": plan.has_prescribed,
            "taper": plan.taper and {"first_day": plan.taper.first_day, "last_day": plan.taper.last_day},
        },
        "life_events": [
            {
                "kind": event.kind,
                "site": event.site.name,
                "from_on": event.from_on,
                "until_on": event.until_on,
                "reason": event.reason,
                "created_at": event.created_at,
                "ended_at": event.ended_at,
            }
            for event in LifeEvent.objects.filter(person=person).order_by("created_at").select_related("site")
        ],
        "check_ins": [AnsweredCheckInSerializer(each).data for each in check_ins],
    }
