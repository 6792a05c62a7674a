from typing import Any

from drf_spectacular.utils import extend_schema_field

from notifications import schedules
from notifications.models import Reminder
from notifications.reminders import SHOWN
from notifications.serializers.reminders import ReminderChangeShape, ReminderSerializer
from notifications.serializers.rules import OccurrenceSerializer


class StaffReminderChangeShape(ReminderChangeShape):
    """As a person changes one, but that whether it rings at all is theirs to say."""

    stopped = None  # type: ignore[assignment]  # takes the inherited field away


class StaffReminderSerializer(ReminderSerializer):
    """When a phone rings by its owner's wishes is not for staff to know."""

    # In the context: `now`.

    @extend_schema_field(OccurrenceSerializer(many=True))
    def get_next_occurrences(self, reminder: Reminder) -> Any:
        found = schedules.upcoming(reminder.schedule, after=self.context["now"], limit=SHOWN)
        return [OccurrenceSerializer(each).data for each in found]
