from typing import Any

from backend.accounts.models import Person
from backend.care_team.broadcasts.reading import received_by
from backend.care_team.models import Alert
from backend.care_team.safety_profile import profile_of


def export_person(person: Person) -> dict[str, Any]:
    """The person's own: answers about safety, alerts and broadcasts with their words. No staff member is named."""
    return {
        "safety_profile": dict(profile_of(person)),
        "alerts": [
            _alert(alert)
            for alert in Alert.objects.filter(person=person).order_by("opened_at").prefetch_related("evidence", "notes")
        ],
        "broadcasts": [
            {"words": each.broadcast.words, "site": each.broadcast.site.name, "sent_at": each.deliver_at}
            for each in received_by(person).order_by("deliver_at")
        ],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "id": str(alert.pk),
        "level": alert.level,
        "state": alert.state,
        "opened_at": alert.opened_at,
        "due_at": alert.due_at,
        "acknowledged_at": alert.acknowledged_at,
        "closed_at": alert.closed_at,
        "outcome": alert.outcome,
        "evidence": [{"rules": each.rules, "added_at": each.added_at} for each in alert.evidence.all()],
        "notes": [{"note": each.note, "written_at": each.written_at} for each in alert.notes.all()],
    }
