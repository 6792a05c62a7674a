from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.aftercare.life_events.recording import Draft
from backend.aftercare.models import LifeEvent
from backend.aftercare.serializers import FromPhone
from backend.api.serializers import PlainText
from backend.care_team.serializers import NamedSerializer


@dataclass(frozen=True)
class LifeEventRequest:
    kind: str
    from_on: date | None
    until_on: date | None
    to_staff_id: UUID | None
    reason: str | None
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def draft(self, body: dict[str, Any]) -> Draft:
        return Draft(
            LifeEvent.Kind(self.kind),
            self.from_on,
            self.until_on,
            self.to_staff_id,
            self.reason,
            id=self.id,
            body=body,
        )


class LifeEventShape(FromPhone):
    into = LifeEventRequest
    kind = serializers.ChoiceField(LifeEvent.Kind.choices)
    from_on = serializers.DateField(required=False, allow_null=True, default=None)
    until_on = serializers.DateField(required=False, allow_null=True, default=None)
    to_staff_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    reason = PlainText(max_length=2000, required=False, allow_null=True, default=None)


class LifeEventSerializer(serializers.Serializer[LifeEvent]):
    """`reason` is null for who may not see the person's plan."""

    # In the context: `shows_reasons`, whether who asks may see it.

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(LifeEvent.Kind.choices)
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
    to_staff = NamedSerializer(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    created_by = NamedSerializer()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: LifeEvent) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return shown if self.context["shows_reasons"] else shown | {"reason": None}
