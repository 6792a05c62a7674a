from typing import Any

from rest_framework import serializers

from backend.accounts.audit.purposes import words_for
from backend.accounts.joining import Invited
from backend.accounts.models import AccessLog, Consent, DataClass, Person, Session, Staff
from backend.accounts.people import Profile, SignedIn
from backend.accounts.requests import ConsentRequest, InvitationCode, InvitationWish, RecoveryRequest
from backend.api.serializers import Instant, PlainText, Shape
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


class ConsentShape(Shape):
    into = ConsentRequest
    site_id = serializers.UUIDField()
    data_classes = serializers.ListField(
        child=serializers.ChoiceField(DataClass.choices), min_length=1, max_length=len(DataClass)
    )
    expires_at = Instant(required=False, allow_null=True)
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)


class InvitationShape(Shape):
    into = InvitationWish
    id = serializers.UUIDField(required=False)


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


class ConsentSerializer(serializers.Serializer[Consent]):
    id = serializers.UUIDField()
    site = SiteSerializer()
    data_class = serializers.ChoiceField(DataClass.choices)
    granted_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class InvitedSerializer(serializers.Serializer[Invited]):
    id = serializers.UUIDField(source="invitation.id")
    code = serializers.CharField(allow_null=True, help_text="Shown once: null when the same id is sent again.")
    expires_at = serializers.DateTimeField(source="invitation.expires_at")


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
