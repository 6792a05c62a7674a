"""Staff read who would like to be contacted, and answer each once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.keys import store
from backend.accounts.models import DataClass, Staff
from backend.aftercare.help_requests.asking import TARGET, TOLD
from backend.aftercare.models import HelpRequest, HelpRequestQuerySet
from backend.api.problems import NotFound, Problem
from backend.care_team import alerts
from backend.care_team.models import Alert
from notifications import ledger
from notifications.kinds import Kind, policy_of


class HelpRequestAnswered(Problem):
    code, title, status = "help-request-answered", "This has been answered. There is one answer, and no chat.", 422


def requests_for(staff: Staff, *, now: datetime) -> HelpRequestQuerySet:
    """Return what this staff member may read now, with all that a list shows."""
    visible = HelpRequest.objects.visible_to(staff.account, now)
    return visible.select_related("person__account", "replied_by__account").prefetch_related(TOLD)


def look_at(staff: Staff, requests: Iterable[HelpRequest], *, now: datetime) -> None:
    """Note in the access log that these were shown, and fetch the keys of what is in them at once."""
    shown = list(requests)
    record_look(staff.account, [each.person for each in shown], DataClass.ALERTS, purpose=Purpose.HELP_REQUEST, now=now)
    store.preload({each.person_id for each in shown} | {each.replied_by_id for each in shown if each.replied_by_id})


@transaction.atomic
def read(staff: Staff, request_id: UUID, *, now: datetime) -> HelpRequest:
    """Return one request, and note the look. Raises NotFound."""
    request = requests_for(staff, now=now).filter(pk=request_id).first()
    if request is None:
        raise NotFound
    look_at(staff, [request], now=now)
    return request


@transaction.atomic
def reply(staff: Staff, request_id: UUID, text: str, *, now: datetime) -> HelpRequest:
    """Answer, once and for all; the person is rung, and the clock of the alert stops.

    Raises NotFound, HelpRequestAnswered.
    """
    # Locked by id: the guard's subqueries are no part of what is locked.
    found = HelpRequest.objects.visible_to(staff.account, now).filter(pk=request_id)
    request = HelpRequest.objects.select_for_update(of=("self",)).filter(pk__in=found).first()
    if request is None:
        raise NotFound
    if request.replied_at is not None:
        raise HelpRequestAnswered
    request.reply, request.replied_by, request.replied_at = text, staff, now
    request.save(update_fields=["reply", "replied_by", "replied_at"])
    _acknowledge(staff, request, now=now)
    _ring(request, now=now)
    return read(staff, request_id, now=now)


def _acknowledge(staff: Staff, request: HelpRequest, *, now: datetime) -> None:
    waiting = Alert.objects.waiting().filter(helprequesttold__request=request, site=staff.site_id)
    for alert_id in waiting.values_list("pk", flat=True):
        alerts.acknowledge(staff, alert_id, now=now)


def _ring(request: HelpRequest, *, now: datetime) -> None:
    """Under nobody's consent: what is shared with staff is not asked, the answer is the person's own."""
    about = (TARGET, request.pk)
    ledger.open_delivery(
        request.person_id,
        Kind.HELP_ANSWER,
        notification_id=ledger.notification_id(about, request.person_id),
        about=about,
        deliver_at=now,
        expires_at=now + policy_of(Kind.HELP_ANSWER).lifetime,
    )
