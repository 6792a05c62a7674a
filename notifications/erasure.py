from datetime import datetime

from django.db.models import Q

from backend.accounts.models import Person
from notifications.models import Device, Notification, NotificationWishes, OpenDelivery, Preference, Schedule


def erase_person(person: Person, *, now: datetime) -> None:  # noqa: ARG001 - every app's erasure is called alike
    """Delete what would ring, what has rung, for them or about them, and where. The log stays: it names nobody."""
    OpenDelivery.objects.filter(Q(recipient_id=person.pk) | Q(guard_person_id=person.pk)).delete()
    Notification.objects.filter(account_id=person.pk).delete()
    Notification.objects.filter(guard_person_id=person.pk).delete()
    Schedule.objects.filter(recipient_id=person.pk).delete()
    Device.objects.filter(account_id=person.pk).delete()
    Preference.objects.filter(account_id=person.pk).delete()
    NotificationWishes.objects.filter(account_id=person.pk).delete()
