from typing import Any

from rest_framework import serializers

from backend.aftercare.models import Contact
from backend.aftercare.quiet.contacts import ContactWish
from backend.aftercare.serializers import FromPhone
from backend.api.serializers import PlainText
from backend.care_team.serializers import NamedSerializer


class ContactShape(FromPhone):
    into = ContactWish
    how = serializers.ChoiceField(Contact.How.choices)
    outcome = serializers.ChoiceField(Contact.Outcome.choices)
    note = PlainText(max_length=4000, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        said = {"how": Contact.How(attrs["how"]), "outcome": Contact.Outcome(attrs["outcome"])}
        return attrs | said | {"body": self.initial_data}


class ContactSerializer(serializers.Serializer[Contact]):
    id = serializers.UUIDField()
    how = serializers.ChoiceField(Contact.How.choices)
    outcome = serializers.ChoiceField(Contact.Outcome.choices)
    note = serializers.CharField(allow_null=True)
    staff = NamedSerializer()
    occurred_at = serializers.DateTimeField()
    logged_at = serializers.DateTimeField()
    # The appointment that was kept or missed, where it is that.
    appointment_id = serializers.UUIDField(allow_null=True)
