from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts.audit.purposes import words_for
from backend.accounts.joining import Invited
from backend.accounts.models import AccessLog, DataClass, Invitation, Person, Session, Staff
from backend.accounts.people import Profile, SignedIn
from backend.accounts.qr import qr_svg
from backend.accounts.requests import InvitationCode, InvitationWish, RecoveryRequest
from backend.api.serializers import Part, PlainText, Shape
from backend.recurrence import RecurrenceError, parse_zone

LOCALE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class ZoneField(PlainText):
    """An IANA zone name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        tzid = str(super().to_internal_value(data))
        try:
            parse_zone(tzid)
        except RecurrenceError as error:
            raise serializers.ValidationError(error.detail) from error
        return tzid


class ProfileShape(Shape):
    into = Profile
    handle = PlainText(max_length=40, required=False, allow_blank=True)
    locale = serializers.RegexField(LOCALE, max_length=35, required=False)
    tzid = ZoneField(required=False)
    country = serializers.RegexField(r"^([A-Z]{2})?$", max_length=2, required=False, allow_blank=True)


class RecoveryShape(Shape):
    into = RecoveryRequest
    recovery_code = PlainText(max_length=60)
    end_others = serializers.BooleanField(default=True)


class InvitationCodeShape(Shape):
    into = InvitationCode
    code = PlainText(max_length=60)
    adult_confirmed = serializers.BooleanField(required=False, allow_null=True, help_text="Of age, 18 or older.")


class InvitationShape(Shape):
    into = InvitationWish
    id = serializers.UUIDField(required=False)
    assign_to = serializers.UUIDField(required=False, allow_null=True, help_text="A colleague; for supervisors.")


class PersonSerializer(serializers.Serializer[Person]):
    id = serializers.UUIDField(source="pk")
    handle = serializers.CharField(source="account.handle", allow_null=True)
    locale = serializers.CharField()
    tzid = serializers.CharField()
    country = serializers.CharField()


class NamedPersonSerializer(serializers.Serializer[Person]):
    id = serializers.UUIDField(source="pk")
    handle = serializers.CharField(source="account.handle", allow_null=True)


class SessionSerializer(serializers.Serializer[Session]):
    id = serializers.UUIDField(source="public_id")
    created_at = serializers.DateTimeField(source="created")
    last_seen_on = serializers.DateField()


class SignedInSerializer(serializers.Serializer[SignedIn]):
    person = NamedPersonSerializer()
    token = serializers.CharField()
    recovery_code = serializers.CharField()


class RecoveredSerializer(SignedInSerializer):
    sessions = serializers.SerializerMethodField()

    def get_sessions(self, signed_in: SignedIn) -> list[dict[str, Any]]:
        sessions = Session.objects.filter(user_id=signed_in.person.pk).order_by("created")
        return list(SessionSerializer(sessions, many=True).data)


class RecoveryCodeSerializer(serializers.Serializer[Any]):
    recovery_code = serializers.CharField()


class SiteSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class NamedStaffSerializer(serializers.Serializer[Staff]):
    id = serializers.UUIDField(source="pk")
    handle = serializers.CharField(source="account.handle", allow_null=True)


class InvitedSerializer(serializers.Serializer[Invited]):
    id = serializers.UUIDField(source="invitation.id")
    code = serializers.CharField(allow_null=True, help_text="Shown once: null when the same id is sent again.")
    qr_svg = serializers.SerializerMethodField()
    expires_at = serializers.DateTimeField(source="invitation.expires_at")

    @extend_schema_field(serializers.CharField(allow_null=True, help_text="The code alone, to be read by the app."))
    def get_qr_svg(self, invited: Invited) -> str | None:
        return qr_svg(invited.code) if invited.code else None


class InvitationSerializer(serializers.Serializer[Invitation]):
    """It does not say who has joined: that is theirs to share."""

    # In the context: `now`.

    id = serializers.UUIDField()
    state = serializers.SerializerMethodField()
    invited_by = NamedStaffSerializer(source="staff")
    assign_to = NamedStaffSerializer(source="follower")
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(Invitation.State.choices))
    def get_state(self, invitation: Invitation) -> str:
        return invitation.state_at(self.context["now"])


class ContactPersonPart(Part):
    name = PlainText(max_length=200)
    phone = PlainText(max_length=40)
    relation = PlainText(max_length=100, required=False, allow_blank=True)


class ContactDetailsShape(Shape):
    """What is left out stays as it is; null removes it. An app of before a field was added takes nothing away."""

    into = dict
    legal_name = PlainText(max_length=200, required=False, allow_null=True)
    phone = PlainText(max_length=40, required=False, allow_null=True)
    email = serializers.EmailField(max_length=254, required=False, allow_null=True)
    address = PlainText(max_length=500, required=False, allow_null=True)
    emergency_contact = ContactPersonPart(required=False, allow_null=True)


class ContactPersonSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField()
    relation = serializers.CharField(allow_blank=True, required=False)


class ContactDetailsSerializer(serializers.Serializer[Any]):
    legal_name = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    emergency_contact = ContactPersonSerializer(allow_null=True)


class SharedContactDetailsSerializer(serializers.Serializer[Any]):
    """Those that the person shares with this site; the others are not there."""

    legal_name = serializers.CharField(allow_null=True, required=False)
    phone = serializers.CharField(allow_null=True, required=False)
    email = serializers.CharField(allow_null=True, required=False)
    address = serializers.CharField(allow_null=True, required=False)
    emergency_contact = ContactPersonSerializer(allow_null=True, required=False)


class LookSerializer(serializers.Serializer[AccessLog]):
    site = serializers.CharField(source="staff.site.name")
    staff = serializers.CharField(source="staff.account.handle", allow_null=True)
    role = serializers.ChoiceField(Staff.Role.choices, source="staff.role")
    data_class = serializers.ChoiceField(DataClass.choices)
    purpose = serializers.CharField()
    purpose_text = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField()
    looks = serializers.IntegerField()

    def get_purpose_text(self, look: AccessLog) -> str:
        return words_for(look.purpose)
