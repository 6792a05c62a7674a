"""The person asks; supervisors hear that something waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Person, RestrictionRequest, Site
from backend.api.client_ids import claim
from backend.api.problems import NotFound
from backend.care_team.duty.team import supervisors_of
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Opening

TARGET = "restriction"


@dataclass(frozen=True)
class Wish:
    """`id` is the client's own, `body` what it sent, so that a repeat is known."""

    site_id: UUID
    text: str
    id: UUID | None = None
    body: Mapping[str, Any] | None = None


@transaction.atomic
def ask(person: Person, wish: Wish, *, now: datetime) -> tuple[RestrictionRequest, bool]:
    """Keep the request and tell the site's supervisors. False: the same request again.

    Raises NotFound for a site that never followed the person, IdTaken.
    """
    body = dict(wish.body or {})
    if wish.id and not claim(wish.id, account_id=person.pk, kind=TARGET, body=body, among=RestrictionRequest):
        return requests_of(person).get(pk=wish.id), False
    # Also after it has ended: what the site holds, it may still use.
    site = Site.objects.filter(pk=wish.site_id, assignment__person=person).first()
    if site is None:
        raise NotFound
    request = RestrictionRequest.objects.create(id=wish.id or uuid4(), person=person, site=site, text=wish.text, at=now)
    _tell_supervisors(request, now=now)
    return request, True


def requests_of(person: Person) -> QuerySet[RestrictionRequest]:
    return RestrictionRequest.objects.filter(person=person).select_related("site", "answer__staff__account")


def _tell_supervisors(request: RestrictionRequest, *, now: datetime) -> None:
    about = (TARGET, request.pk)
    ledger.open_deliveries(
        [
            Opening(
                supervisor.pk,
                Kind.FOLLOW_UP,
                notification_id=ledger.notification_id(about, supervisor.pk),
                about=about,
                deliver_at=now,
                expires_at=now + policy_of(Kind.FOLLOW_UP).lifetime,
            )
            for supervisor in supervisors_of(request.site_id)
        ]
    )
