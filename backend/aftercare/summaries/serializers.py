from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.accounts.models import ConsentForm, DataClass, Staff
from backend.aftercare.models import QueuedSummary
from backend.aftercare.summaries.asking import CLASSES
from backend.aftercare.summaries.fetching import Document
from backend.aftercare.summaries.queueing import Wish
from backend.api.serializers import Shape

TELLABLE = [data_class.value for data_class in CLASSES]


@dataclass(frozen=True)
class SummaryRequest:
    consent_id: UUID
    data_classes: list[str]
    purpose: str
    id: UUID | None

    def wish(self, body: dict[str, Any]) -> Wish:
        wanted = tuple(DataClass(each) for each in dict.fromkeys(self.data_classes))
        return Wish(self.consent_id, wanted, ConsentForm.Purpose(self.purpose), id=self.id, body=body)


class SummaryShape(Shape):
    into = SummaryRequest
    consent_id = serializers.UUIDField()
    data_classes = serializers.ListField(
        child=serializers.ChoiceField(TELLABLE), min_length=1, max_length=len(TELLABLE)
    )
    purpose = serializers.ChoiceField(ConsentForm.Purpose.choices)
    id = serializers.UUIDField(required=False, allow_null=True, default=None)


class SummarySerializer(serializers.Serializer[QueuedSummary]):
    id = serializers.UUIDField()
    consent_id = serializers.UUIDField()
    data_classes = serializers.ListField(child=serializers.ChoiceField(TELLABLE))
    queued_at = serializers.DateTimeField()
    prepared_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField()


class FromSerializer(serializers.Serializer[Document]):
    site = serializers.CharField(source="summary.site.name")
    staff = serializers.CharField(source="staff.account.handle", allow_null=True)
    role = serializers.ChoiceField(Staff.Role.choices, source="staff.role")


class SummaryRecipientSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    affiliation = serializers.CharField(allow_blank=True)


class StatementSerializer(serializers.Serializer[Any]):
    version = serializers.CharField()
    text = serializers.CharField()
    citation = serializers.CharField(source="source")
    read_on = serializers.DateField()


class ScopeSerializer(serializers.Serializer[Document]):
    """What the consent covers: whoever gets the document gets this with it."""

    consent_id = serializers.UUIDField(source="consent.pk")
    data_classes = serializers.ListField(child=serializers.CharField(), source="consent.data_classes")
    purpose = serializers.CharField(source="consent.form.purpose")
    granted_at = serializers.DateTimeField(source="consent.granted_at")
    expires_at = serializers.DateTimeField(source="consent.expires_at", allow_null=True)
    text = serializers.CharField(source="scope")


class DocumentSerializer(serializers.Serializer[Document]):
    id = serializers.UUIDField(source="summary.pk")
    prepared_at = serializers.DateTimeField(source="summary.prepared_at")
    told_by = FromSerializer(source="*")
    told_to = SummaryRecipientSerializer(source="consent.recipient")
    statement = StatementSerializer(allow_null=True)
    scope = ScopeSerializer(source="*")
    data_classes = serializers.ListField(child=serializers.ChoiceField(TELLABLE))
    content = serializers.DictField()
