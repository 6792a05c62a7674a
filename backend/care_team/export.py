from typing import Any

from django.db.models import QuerySet

from backend.accounts.models import Person
from backend.care_team.broadcasts.reading import received_by
from backend.care_team.models import Alert, AlertNote, ExpectedRule, SafetyHold
from backend.care_team.safety_profile import profile_of

OF_AN_ALERT = ("evidence", "notes__staff", "pages__staff", "steps", "follow_ups")


def export_person(person: Person) -> dict[str, Any]:
    """The person's own: answers about safety, alerts and broadcasts with their words. No staff member is named."""
    alerts = Alert.objects.filter(person=person).order_by("opened_at").select_related("site", "owner")
    return {
        "safety_profile": dict(profile_of(person)),
        "safety_hold": SafetyHold.objects.filter(person=person)
        .values("level", "since", "last_answer_at", "only_contact")
        .first(),
        "alerts": [_alert(alert) for alert in alerts.prefetch_related(*OF_AN_ALERT)],
        "expected_rules": [_mark(each) for each in _marks_of(person)],
        "broadcasts": [
            {
                "id": each.broadcast_id,
                "words": each.broadcast.words,
                "site": each.broadcast.site.name,
                "sent_at": each.deliver_at,
            }
            for each in received_by(person).order_by("deliver_at")
        ],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "id": str(alert.pk),
        "site": alert.site.name,
        "level": alert.level,
        "state": alert.state,
        "owner_role": alert.owner.role,
        "opened_at": alert.opened_at,
        "asked_at": alert.asked_at,
        "due_at": alert.due_at,
        "acknowledged_at": alert.acknowledged_at,
        "escalated_at": alert.escalated_at,
        "stage": alert.stage,
        "next_page_at": alert.next_page_at,
        "closed_at": alert.closed_at,
        "outcome": alert.outcome,
        "evidence": [
            {
                "about_type": each.about_type,
                "about_id": each.about_id,
                "rules": each.rules,
                "level": each.level,
                "added_at": each.added_at,
            }
            for each in alert.evidence.all()
        ],
        "notes": [_note(each) for each in alert.notes.all()],
        "pages": [
            {"paged_at": each.paged_at, "stage": each.stage, "role": each.staff.role} for each in alert.pages.all()
        ],
        "steps": [{"what": each.what, "level": each.level, "at": each.at} for each in alert.steps.all()],
        "follow_ups": [
            {"due_at": each.due_at, "opened_at": each.opened_at, "dropped_at": each.dropped_at}
            for each in alert.follow_ups.all()
        ],
    }


def _note(note: AlertNote) -> dict[str, Any]:
    return {
        "note": note.note,
        "outcome": note.outcome,
        "role": note.staff.role,
        "written_at": note.written_at,
    }


def _marks_of(person: Person) -> QuerySet[ExpectedRule]:
    return ExpectedRule.objects.filter(person=person).select_related("site", "marked_by").order_by("marked_at")


def _mark(mark: ExpectedRule) -> dict[str, Any]:
    return {
        "site": mark.site.name,
        "rule": mark.rule,
        "reason": mark.reason,
        "role": mark.marked_by.role,
        "marked_at": mark.marked_at,
        "until": mark.until,
        "ended_at": mark.ended_at,
    }
