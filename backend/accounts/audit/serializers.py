from typing import Any

from rest_framework import serializers

from backend.accounts.audit.entries import Entry, EntryKind
from backend.accounts.models import DataClass


class EntrySerializer(serializers.Serializer[Entry]):
    """One line of the accounting."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField([kind.value for kind in EntryKind])
    site = serializers.CharField()
    recipient = serializers.CharField(allow_null=True)
    affiliation = serializers.CharField(allow_null=True)
    data_classes = serializers.ListField(child=serializers.ChoiceField(DataClass.choices))
    purpose = serializers.CharField()
    basis = serializers.CharField()
    consent_id = serializers.UUIDField(allow_null=True)
    staff = serializers.CharField(allow_null=True)
    role = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_null=True)


class EntryPageSerializer(serializers.Serializer[Any]):
    results = EntrySerializer(many=True)
    next = serializers.CharField(allow_null=True)
