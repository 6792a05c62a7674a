"""Everything the service holds about a person, as JSON."""

from datetime import datetime
from typing import Any

import notifications.export
from backend.accounts import export as accounts
from backend.accounts.models import Person
from backend.aftercare import export as aftercare
from backend.care_team import export as care_team
from backend.coping import export as coping


def export(person: Person, *, now: datetime) -> dict[str, Any]:
    return {
        "account": accounts.export_person(person, now=now),
        "notifications": notifications.export.export_person(person),
        "care_team": care_team.export_person(person),
        "coping": coping.export_person(person),
        "aftercare": aftercare.export_person(person),
    }
