"""A supervisor answers, once and for all; the person hears that there is an answer."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.keys import store
from backend.accounts.models import DataClass, RestrictionAnswer, RestrictionRequest, Staff
from backend.api.problems import Forbidden, NotFound, Problem
from backend.care_team.restrictions.asking import TARGET
from notifications import ledger
from notifications.kinds import Kind, policy_of


class RestrictionAnswered(Problem):
    code, title, status = "restriction-answered", "This request has its answer already.", 409


def requests_at(staff: Staff) -> QuerySet[RestrictionRequest]:
    """Return what people asked of a supervisor's site; who is erased needs no answer. Raises Forbidden for others."""
    if staff.role != Staff.Role.SUPERVISOR:
        raise Forbidden
    found = RestrictionRequest.objects.filter(site=staff.site_id, person__erased_at=None)
    return found.select_related("site", "person__account", "answer__staff__account")


def look_at(staff: Staff, requests: Iterable[RestrictionRequest], *, now: datetime) -> None:
    """Note that these were read, and fetch the keys of what is sealed in them at once."""
    people = [request.person for request in requests]
    record_look(staff.account, people, DataClass.PLAN, purpose=Purpose.RESTRICTIONS, now=now)
    store.preload(person.pk for person in people)


@transaction.atomic
def answer(
    staff: Staff, request_id: UUID, decision: RestrictionAnswer.Decision, words: str, *, now: datetime
) -> RestrictionRequest:
    """Grant or decline with words. Raises Forbidden, NotFound, RestrictionAnswered."""
    waiting = RestrictionRequest.objects.select_for_update(no_key=True).filter(pk__in=requests_at(staff), pk=request_id)
    request = waiting.first()
    if request is None:
        raise NotFound
    if RestrictionAnswer.objects.filter(request=request).exists():
        raise RestrictionAnswered
    RestrictionAnswer.objects.create(
        request=request, person_id=request.person_id, staff=staff, decision=decision, words=words, at=now
    )
    _tell_person(request, now=now)
    return requests_at(staff).get(pk=request_id)


def _tell_person(request: RestrictionRequest, *, now: datetime) -> None:
    about = (TARGET, request.pk)
    ledger.open_delivery(
        request.person_id,
        Kind.CARE,
        notification_id=ledger.notification_id(about, request.person_id),
        about=about,
        deliver_at=now,
        expires_at=now + policy_of(Kind.CARE).lifetime,
    )
