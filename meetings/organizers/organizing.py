"""Whom an organizer serves: the bodies they are named for, and those below."""

from django.db.models import QuerySet

from backend.accounts.models import Account, Organizer
from backend.api.problems import Invalid, InvalidRequest
from meetings.models import Meeting, OrganizerServiceBody, ServiceBody


def let_serve(organizer: Organizer, id_or_name: str) -> ServiceBody:
    """Name an organizer for a service body; a name that is not there becomes a body of ours.

    Raises InvalidRequest for an id that is not there.
    """
    body = _body_called(id_or_name)
    OrganizerServiceBody.objects.get_or_create(organizer=organizer, service_body=body)
    return body


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


def _body_called(id_or_name: str) -> ServiceBody:
    if not id_or_name.isdecimal():
        known = ServiceBody.objects.filter(name=id_or_name).order_by("pk").first()
        return known or ServiceBody.objects.create(name=id_or_name, is_ours=True)
    body = ServiceBody.objects.filter(pk=id_or_name).first()
    if body is None:
        raise InvalidRequest(Invalid("/service_body", "There is no service body with this id."))
    return body
