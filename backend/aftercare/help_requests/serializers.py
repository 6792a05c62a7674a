from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.aftercare.help_requests.asking import Asked, Draft
from backend.aftercare.models import HelpRequest
from backend.aftercare.serializers import FromPhone
from backend.api.serializers import PlainText, Shape
from backend.care_team.serializers import MonitoringSerializer, NamedSerializer

LONGEST = 2000
# Nobody would read it: nothing was kept.
NOBODY = "nobody"
ASKED_STATES = [*HelpRequest.State.values, NOBODY]


@dataclass(frozen=True)
class HelpRequestRequest:
    when: str
    message: str | None
    id: UUID | None
    occurred_at: datetime | None
    sent_at: datetime | None

    def draft(self, body: dict[str, Any]) -> Draft:
        return Draft(
            HelpRequest.When(self.when),
            self.message,
            occurred_at=self.occurred_at,
            sent_at=self.sent_at,
            id=self.id,
            body=body,
        )


@dataclass(frozen=True)
class ReplyRequest:
    text: str


class HelpRequestShape(FromPhone):
    into = HelpRequestRequest
    when = serializers.ChoiceField(HelpRequest.When.choices)
    message = PlainText(max_length=LONGEST, required=False, allow_null=True, default=None)


class ReplyShape(Shape):
    into = ReplyRequest
    text = PlainText(max_length=LONGEST)


class AskedSerializer(serializers.Serializer[Asked]):
    """`help` is always there. `nobody` would read it: nothing was kept, and `id` is null."""

    id = serializers.UUIDField(source="request.pk", allow_null=True, default=None)
    state = serializers.SerializerMethodField()
    answer_by = serializers.DateTimeField(source="request.answer_by", allow_null=True, default=None)
    monitoring = MonitoringSerializer()
    help = serializers.DictField()
    text = serializers.CharField()

    @extend_schema_field(serializers.ChoiceField(ASKED_STATES))
    def get_state(self, asked: Asked) -> str:
        return asked.request.state if asked.request else NOBODY


class ReplySerializer(serializers.Serializer[HelpRequest]):
    text = serializers.CharField(source="reply", allow_null=True)
    by = serializers.CharField(source="replied_by.account.handle", allow_null=True)
    at = serializers.DateTimeField(source="replied_at")


class HelpRequestSerializer(serializers.Serializer[HelpRequest]):
    """`closed`: its alert has an outcome, and no answer was written."""

    id = serializers.UUIDField()
    when = serializers.ChoiceField(HelpRequest.When.choices)
    message = serializers.CharField(allow_null=True)
    asked_at = serializers.DateTimeField()
    state = serializers.ChoiceField(HelpRequest.State.choices)
    answer_by = serializers.DateTimeField(allow_null=True)
    reply = serializers.SerializerMethodField()

    @extend_schema_field(ReplySerializer(allow_null=True))
    def get_reply(self, request: HelpRequest) -> Any:
        return ReplySerializer(request).data if request.replied_at else None


class StaffHelpRequestSerializer(HelpRequestSerializer):
    person = NamedSerializer()
