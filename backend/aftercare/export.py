from typing import Any

from django.db.models import F

from backend.accounts.models import Person
from backend.aftercare.appointments.reading import appointments_of
from backend.aftercare.appointments.serializers import AppointmentSerializer
from backend.aftercare.help_requests.asking import requests_of
from backend.aftercare.models import CarePlanVersion, CheckIn, CheckInSchedule, Contact, LifeEvent, PlanCorrection
from backend.aftercare.plans import plan_of
from backend.aftercare.questionnaires.lookup import own_documents
from backend.aftercare.serializers import AnsweredCheckInSerializer


def export_person(person: Person) -> dict[str, Any]:
    """Plans, schedules, appointments, life events, help requests, and every check-in with all its answers.

    No staff member is named. What staff wrote down when they got in touch is about the person, and theirs to read.
    """
    own = CheckIn.objects.filter(person=person).order_by("opened_at")
    check_ins = list(own.select_related("site").prefetch_related("responses", "steps"))
    contacts = Contact.objects.filter(person=person)
    return {
        "plan": _facts(person),
        "care_plans": _care_plans(person),
        "plan_corrections": _corrections(person),
        "life_events": _life_events(person),
        "help_requests": _help_requests(person),
        "check_in_schedules": list(
            CheckInSchedule.objects.filter(person=person).values(
                "schedule_id", "instrument", "missed_policy", "created_at", site_name=F("site__name")
            )
        ),
        "appointments": [AppointmentSerializer(each).data for each in appointments_of(person).order_by("starts_at")],
        "contacts": [_contact(each) for each in contacts.order_by("occurred_at").select_related("site")],
        "questionnaires": own_documents((each.instrument, each.version) for each in check_ins),
        "check_ins": [_check_in(each) for each in check_ins],
    }


def _check_in(check_in: CheckIn) -> dict[str, Any]:
    return {
        **AnsweredCheckInSerializer(check_in).data,
        "site_name": check_in.site and check_in.site.name,
        "schedule_id": check_in.schedule_id,
        "prompted_by": check_in.prompted_by_id,
    }


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": str(contact.pk),
        "how": contact.how,
        "outcome": contact.outcome,
        "note": contact.note,
        "occurred_at": contact.occurred_at,
        "site_name": contact.site.name,
    }


def _facts(person: Person) -> dict[str, Any]:
    plan = plan_of(person)
    return {
        "substances": sorted(plan.substances),
        "has_prescribed": plan.has_prescribed,
        "taper": plan.taper and {"first_day": plan.taper.first_day, "last_day": plan.taper.last_day},
    }


def _care_plans(person: Person) -> list[dict[str, Any]]:
    versions = CarePlanVersion.objects.filter(person=person).order_by("written_at", "id").select_related("site")
    return [
        {"site": each.site.name, "version": each.number, "plan": each.content, "written_at": each.written_at}
        for each in versions
    ]


def _corrections(person: Person) -> list[dict[str, Any]]:
    corrections = PlanCorrection.objects.filter(person=person).order_by("written_at", "id").select_related("site")
    return [
        {
            "site": each.site.name,
            "text": each.text,
            "written_at": each.written_at,
            "resolved_at": each.resolved_at,
        }
        for each in corrections
    ]


def _help_requests(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": str(each.pk),
            "when": each.when,
            "message": each.message,
            "asked_at": each.asked_at,
            "state": each.state,
            "reply": each.reply,
            "replied_at": each.replied_at,
            "promised": [{"site": told.alert.site.name, "answer_by": told.answer_by} for told in each.told.all()],
        }
        for each in requests_of(person).order_by("asked_at", "id")
    ]


def _life_events(person: Person) -> list[dict[str, Any]]:
    events = LifeEvent.objects.filter(person=person).order_by("created_at", "id").select_related("site")
    return [
        {
            "site": each.site.name,
            "kind": each.kind,
            "from_on": each.from_on,
            "until_on": each.until_on,
            "reason": each.reason,
            "created_at": each.created_at,
            "ended_at": each.ended_at,
        }
        for each in events
    ]
