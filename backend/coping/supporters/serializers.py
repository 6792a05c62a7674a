from typing import Any

from rest_framework import serializers

from backend.api.serializers import Instant, Shape
from backend.coping.entries import Entry
from backend.coping.models import Supporter
from backend.coping.supporters.keeping import MOST, NewSupporter, Order, SupporterChange
from backend.coping.supporters.labels import STAYS_ON_PHONE, says_how_to_reach

LONGEST_LABEL = 60


class LabelField(Entry):
    """A label in the person's own words; what would reach somebody is refused."""

    def to_internal_value(self, data: Any) -> str:
        label = super().to_internal_value(data)
        if says_how_to_reach(label):
            raise serializers.ValidationError(STAYS_ON_PHONE)
        return label


class SupporterShape(Shape):
    into = NewSupporter
    label = LabelField(max_length=LONGEST_LABEL)  # type: ignore[assignment]  # DRF takes fields off the class
    contact = serializers.ChoiceField(Supporter.Contact.choices, required=False)
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class SupporterChangeShape(Shape):
    into = SupporterChange
    label = LabelField(max_length=LONGEST_LABEL, required=False)  # type: ignore[assignment]  # as above
    contact = serializers.ChoiceField(Supporter.Contact.choices, required=False)


class OrderShape(Shape):
    """Every supporter's id, the first to ask first."""

    into = Order
    ids = serializers.ListField(child=serializers.UUIDField(), max_length=MOST)


class SupporterSerializer(serializers.Serializer[Supporter]):
    """`contact` is how the phone should reach them; the number is on the phone and nowhere else."""

    id = serializers.UUIDField()
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # as above
    contact = serializers.ChoiceField(Supporter.Contact.choices)
    created_at = serializers.DateTimeField()


class SupporterListSerializer(serializers.Serializer[Any]):
    """All of them on one page, in order."""

    results = SupporterSerializer(many=True)
    next = serializers.CharField(allow_null=True)
