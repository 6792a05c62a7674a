from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from backend.accounts.audit.disclosures import BY_OTHER_MEANS, Told
from backend.accounts.audit.entries import Entry, EntryKind
from backend.accounts.models import DataClass, Disclosure
from backend.api.serializers import Instant, PlainText, Shape


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


@dataclass(frozen=True)
class ToldRequest:
    basis: str
    recipient: str
    affiliation: str
    text: str
    data_classes: list[str]
    at: datetime | None
    id: UUID | None

    def told(self, body: dict[str, Any]) -> Told:
        return Told(
            basis=Disclosure.Basis(self.basis),
            recipient=self.recipient,
            affiliation=self.affiliation,
            text=self.text,
            data_classes=tuple(DataClass(each) for each in dict.fromkeys(self.data_classes)),
            at=self.at,
            id=self.id,
            body=body,
        )


class ToldShape(Shape):
    """`at`: when it was told; left out is now. `text`: what, and on which order or report."""

    into = ToldRequest
    basis = serializers.ChoiceField([basis.value for basis in BY_OTHER_MEANS])
    recipient = PlainText(max_length=200)
    affiliation = PlainText(max_length=200, required=False, allow_blank=True, default="")
    text = PlainText(max_length=4000)
    data_classes = serializers.ListField(
        child=serializers.ChoiceField(DataClass.choices), min_length=1, max_length=len(DataClass)
    )
    at = Instant(required=False, allow_null=True, default=None)
    id = serializers.UUIDField(required=False, allow_null=True, default=None)


class DisclosureSerializer(serializers.Serializer[Disclosure]):
    """What staff read of it: that it is on record. The person reads the rest."""

    id = serializers.UUIDField()
    basis = serializers.ChoiceField(Disclosure.Basis.choices)
    data_classes = serializers.ListField(child=serializers.ChoiceField(DataClass.choices))
    at = serializers.DateTimeField()
