from typing import Any

from rest_framework import serializers

from backend.accounts.models import DataClass
from backend.aftercare.appointments.serializers import NextAppointmentSerializer
from backend.aftercare.models import CheckIn, Contact
from backend.aftercare.quiet.contacts import ContactWish
from backend.aftercare.quiet.people import Grant
from backend.aftercare.quiet.waiting import LastContact, LastMiss, Quiet, Reason
from backend.aftercare.quiet.worklist import News, Row
from backend.aftercare.serializers import FromPhone
from backend.api.serializers import PlainText
from backend.care_team.models import Alert
from backend.care_team.serializers import NamedSerializer, OpenAlertSerializer


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


class LastMissSerializer(serializers.Serializer[LastMiss]):
    """`answered`: answers given in time have arrived since."""

    check_in_id = serializers.UUIDField()
    at = serializers.DateTimeField()
    way = serializers.ChoiceField(CheckIn.Miss.choices)
    why = serializers.CharField()
    answered = serializers.BooleanField(source="is_answered")


class LastContactSerializer(serializers.Serializer[LastContact]):
    at = serializers.DateTimeField()
    how = serializers.ChoiceField(Contact.How.choices)
    outcome = serializers.ChoiceField(Contact.Outcome.choices)


class QuietSerializer(serializers.Serializer[Any]):
    """What is known of somebody's silence; null where no consent shows it.

    `quiet_days` counts from the last answer, rating, or contact in which they were reached.
    """

    quiet_days = serializers.IntegerField(allow_null=True)
    last_answer_at = serializers.DateTimeField(source="quiet.last_answer_at", allow_null=True)
    last_contact = LastContactSerializer(source="quiet.last_contact", allow_null=True)
    last_miss = LastMissSerializer(source="quiet.last_miss", allow_null=True)
    unreachable = serializers.SerializerMethodField()
    paused = serializers.BooleanField(source="quiet.is_paused")

    def get_unreachable(self, row: Any) -> str | None:
        """Why nothing came through the last time, where nothing was heard since."""
        quiet: Quiet = row.quiet
        return quiet.last_miss.why if quiet.last_miss and quiet.is_out_of_reach else None


class ChangedSerializer(serializers.Serializer[Row]):
    since = serializers.DateTimeField(allow_null=True)
    new = serializers.ListField(child=serializers.ChoiceField([news.value for news in News]), source="news")


class WorkSerializer(QuietSerializer):
    """One row of the worklist: a person who waits for a human. What belongs to an alert is null where there is none."""

    person = NamedSerializer()
    waiting_for = serializers.ListField(
        child=serializers.ChoiceField([reason.value for reason in Reason]), source="waiting.reasons"
    )
    alert_id = serializers.UUIDField(source="alert.id", default=None, allow_null=True)
    level = serializers.CharField(source="alert.level", default=None, allow_null=True)
    state = serializers.ChoiceField(Alert.State.choices, source="alert.state", default=None, allow_null=True)
    opened_at = serializers.DateTimeField(source="alert.opened_at", default=None, allow_null=True)
    due_at = serializers.DateTimeField(source="alert.due_at", default=None, allow_null=True)
    owner = NamedSerializer(allow_null=True)
    claimed_by = NamedSerializer(allow_null=True)
    next_appointment = NextAppointmentSerializer(allow_null=True)
    changed_since = ChangedSerializer(source="*")


class GrantSerializer(serializers.Serializer[Grant]):
    data_class = serializers.ChoiceField(DataClass.choices)
    granted = serializers.BooleanField(source="is_granted")
    until = serializers.DateTimeField(allow_null=True)


class FollowedSerializer(QuietSerializer):
    id = serializers.UUIDField(source="person.pk")
    handle = serializers.CharField(source="person.account.handle", allow_null=True)
    tzid = serializers.CharField(source="person.tzid")
    alert = OpenAlertSerializer(allow_null=True)
    consents = GrantSerializer(many=True)
