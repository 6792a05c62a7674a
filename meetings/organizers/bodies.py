"""Who rules a service body: its organizers, or the feed it came with."""

from django.db import transaction

from backend.api.problems import NotFound
from meetings.models import MeetingOverlay, ServiceBody, Source, SourceRow


@transaction.atomic
def make_ours(body_id: int) -> ServiceBody:
    """From now on imports change nothing in it. Corrections laid over the feed are what its listings say now.

    Raises NotFound.
    """
    body = _locked(body_id)
    body.is_ours = True
    body.save(update_fields=["is_ours"])
    MeetingOverlay.objects.filter(meeting__service_body=body).delete()
    return body


@transaction.atomic
def make_upstream(body_id: int) -> ServiceBody:
    """Its meetings follow their feed again, from its next import on. Raises NotFound."""
    body = _locked(body_id)
    body.is_ours = False
    body.save(update_fields=["is_ours"])
    rows = SourceRow.objects.filter(kind=SourceRow.Kind.MEETING, our_id__in=body.meeting_set.values("pk"))
    bodies = SourceRow.objects.filter(kind=SourceRow.Kind.SERVICE_BODY, our_id=body.pk)
    # A feed that says nothing new would not be compared.
    Source.objects.filter(pk__in=(rows | bodies).values("source")).update(validators={})
    rows.update(content_hash=b"")
    bodies.update(content_hash=b"")
    return body


def _locked(body_id: int) -> ServiceBody:
    body = ServiceBody.objects.select_for_update().filter(pk=body_id).first()
    if body is None:
        raise NotFound
    return body
