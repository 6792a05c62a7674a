"""Who is not waited for at the moment."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from backend.aftercare.life_events import paused_people
from notifications.models import NotificationWishes


def paused(person_ids: Collection[UUID], site_id: UUID, at: datetime) -> set[UUID]:
    """Return those of these people whom this site does not wait for at that instant.

    They said that they are away, or their staff have put a pause on record.
    """
    away = NotificationWishes.objects.filter(
        Q(away_until=None) | Q(away_until__gt=at), account_id__in=person_ids, away_from__lte=at
    )
    return set(away.values_list("account_id", flat=True)) | paused_people(person_ids, site_id, at)
