"""Whom an organizer serves: the bodies they are named for, and those below."""

from django.db.models import QuerySet

from backend.accounts.models import Account
from meetings.models import Meeting, OrganizerServiceBody, ServiceBody


def bodies_served(organizer: Account) -> set[int]:
    """Return the ids of all service bodies in which this organizer may write."""
    children: dict[int | None, list[int]] = {}
    for body_id, parent_id in ServiceBody.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(body_id)
    named = OrganizerServiceBody.objects.filter(organizer=organizer.pk)
    waiting, served = list(named.values_list("service_body_id", flat=True)), set[int]()
    while waiting:
        body_id = waiting.pop()
        if body_id not in served:
            served.add(body_id)
            waiting += children.get(body_id, [])
    return served


def meetings_served(organizer: Account) -> QuerySet[Meeting]:
    """All meetings of those bodies, unpublished and withdrawn ones too."""
    return Meeting.objects.filter(service_body__in=bodies_served(organizer))
