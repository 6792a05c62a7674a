from dataclasses import fields
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.accounts.consents import outside, requests, signing
from backend.accounts.joining import Joined
from backend.accounts.models import Consent, ConsentForm, DataClass, Notice, OutsideConsent
from backend.accounts.serializers import SiteSerializer
from backend.api.serializers import Instant, Part, PlainText, Shape

SIGNERS = ["self", "representative"]
LONGEST_NAME = 200
NO_AUTHORITY = "Say in what right you sign for another person."
OWN_RIGHT = "Who signs for themselves needs none."


class DataClassesField(serializers.ListField):
    """Classes of data, each once and in one order: the form must not hang on the order in which they were named."""

    def __init__(self, **kwargs: Any) -> None:
        child = serializers.ChoiceField(DataClass.choices)
        super().__init__(child=child, max_length=len(DataClass), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        named = set(super().to_internal_value(data))
        return tuple(each for each in DataClass if each in named)


class QueriedClassesField(DataClassesField):
    """The same in a query: `plan,answers`."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data.split(","))


class TermsFields(serializers.Serializer[Any]):
    site_id = serializers.UUIDField()
    data_classes = DataClassesField(min_length=1)
    expires_at = Instant(required=False, allow_null=True)
    expires_on = serializers.DateField(required=False, allow_null=True, help_text="Its last day, by the site's clock.")


class QueriedTermsShape(TermsFields, Shape):
    into = requests.Terms
    data_classes = QueriedClassesField(min_length=1)


class RecipientPart(Part):
    name = PlainText(max_length=LONGEST_NAME)
    affiliation = PlainText(max_length=LONGEST_NAME, required=False, allow_blank=True)
    is_covered_entity = serializers.BooleanField(required=False)


class OutsideTermsFields(TermsFields):
    data_classes = DataClassesField(required=False, default=())
    purposes = serializers.ListField(
        child=serializers.ChoiceField(ConsentForm.Purpose.choices), min_length=1, max_length=len(ConsentForm.Purpose)
    )
    recipient = RecipientPart()

    def validate_purposes(self, value: list[str]) -> tuple[ConsentForm.Purpose, ...]:
        return tuple(each for each in ConsentForm.Purpose if each in value)

    def validate_recipient(self, value: dict[str, Any]) -> requests.Recipient:
        return requests.Recipient(**value)


class OutsideTermsShape(OutsideTermsFields, Shape):
    into = requests.OutsideTerms


class SignaturePart(Part):
    name = PlainText(max_length=LONGEST_NAME)
    method = serializers.ChoiceField(ConsentForm.Method.choices)
    signer = serializers.ChoiceField(SIGNERS, default="self")
    authority = PlainText(max_length=LONGEST_NAME, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["signer"] == "representative") != ("authority" in attrs):
            raise serializers.ValidationError({"authority": OWN_RIGHT if "authority" in attrs else NO_AUTHORITY})
        return attrs


class SeenFormPart(Part):
    version = PlainText(max_length=20)
    language = PlainText(max_length=35)
    sha256 = PlainText(max_length=64)


class SigningFields(serializers.Serializer[Any]):
    """`signature` and `form` are asked for by the use case: a repeat of what was stored before needs neither."""

    signature = SignaturePart(required=False, allow_null=True, help_text="Without it nothing is granted.")
    form = SeenFormPart(required=False, allow_null=True, help_text="The form that was shown: ask for it first.")
    id = serializers.UUIDField(required=False)
    occurred_at = Instant(required=False)
    sent_at = Instant(required=False)

    def validate_signature(self, value: dict[str, Any] | None) -> requests.Signature | None:
        return requests.Signature(**value) if value else None

    def validate_form(self, value: dict[str, Any] | None) -> requests.SeenForm | None:
        return requests.SeenForm(**value) if value else None


class ConsentShape(TermsFields, SigningFields, Shape):
    into = requests.ConsentRequest

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"terms": _taken(requests.Terms, attrs), "signing": _taken(requests.Signing, attrs)}


class OutsideConsentShape(OutsideTermsFields, SigningFields, Shape):
    into = requests.OutsideConsentRequest

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"terms": _taken(requests.OutsideTerms, attrs), "signing": _taken(requests.Signing, attrs)}


class ItemSerializer(serializers.Serializer[Any]):
    data_class = serializers.CharField()
    what = serializers.CharField()
    readers = serializers.CharField()
    purpose = serializers.CharField()
    without = serializers.CharField()


class ElementsSerializer(serializers.Serializer[Any]):
    """One field for each element of 42 CFR 2.31(a)."""

    person = serializers.CharField()
    discloser = serializers.CharField()
    information = ItemSerializer(many=True)
    recipients = serializers.CharField()
    redisclosure = serializers.CharField()
    purpose = serializers.CharField()
    right_to_revoke = serializers.CharField()
    expiry = serializers.CharField()
    refusal = serializers.CharField()
    signature = serializers.CharField()


class FormTextSerializer(serializers.Serializer[Any]):
    version = serializers.CharField()
    language = serializers.CharField()
    sha256 = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    elements = ElementsSerializer()
    text = serializers.CharField()


class SignatureSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    method = serializers.ChoiceField(ConsentForm.Method.choices)
    signer = serializers.ChoiceField(SIGNERS)
    authority = serializers.CharField(allow_blank=True)


class CopySerializer(serializers.Serializer[Any]):
    """What was signed, as it was shown."""

    version = serializers.CharField()
    language = serializers.CharField()
    sha256 = serializers.CharField()
    elements = ElementsSerializer()
    text = serializers.CharField()
    signature = SignatureSerializer()
    signed_at = serializers.DateTimeField()


class ConsentSerializer(serializers.Serializer[Any]):
    # In the context: `now`.

    id = serializers.UUIDField()
    site = SiteSerializer()
    data_class = serializers.ChoiceField(DataClass.choices)
    state = serializers.SerializerMethodField()
    granted_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(signing.STATES))
    def get_state(self, consent: Consent) -> str:
        return signing.state_of(consent, now=self.context["now"])


class SignedConsentSerializer(ConsentSerializer):
    copy = serializers.SerializerMethodField()

    @extend_schema_field(CopySerializer(allow_null=True))
    def get_copy(self, consent: Consent) -> dict[str, Any] | None:
        return _copy(consent.form)


class RecipientSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    affiliation = serializers.CharField(allow_blank=True)
    is_covered_entity = serializers.BooleanField()


class OutsideConsentSerializer(serializers.Serializer[OutsideConsent]):
    # In the context: `now`.

    id = serializers.UUIDField()
    site = SiteSerializer()
    recipient = RecipientSerializer(allow_null=True)
    purpose = serializers.ChoiceField(ConsentForm.Purpose.choices, source="form.purpose")
    data_classes = serializers.ListField(child=serializers.ChoiceField(DataClass.choices))
    state = serializers.SerializerMethodField()
    granted_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(signing.STATES))
    def get_state(self, consent: OutsideConsent) -> str:
        return outside.state_of(consent, now=self.context["now"])


class SignedOutsideConsentSerializer(OutsideConsentSerializer):
    copy = serializers.SerializerMethodField()

    @extend_schema_field(CopySerializer(allow_null=True))
    def get_copy(self, consent: OutsideConsent) -> dict[str, Any] | None:
        return _copy(consent.form)


class NoticeSerializer(serializers.Serializer[Notice]):
    """That a notice was shown, and whether the person says they read it."""

    id = serializers.UUIDField()
    site = SiteSerializer()
    version = serializers.CharField()
    language = serializers.CharField()
    sha256 = serializers.CharField(source="text_sha256")
    shown_at = serializers.DateTimeField(source="at")
    acknowledged_at = serializers.DateTimeField(allow_null=True)


class ShownNoticeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="notice.id")
    version = serializers.CharField(source="notice.version")
    language = serializers.CharField(source="notice.language")
    sha256 = serializers.CharField(source="notice.text_sha256")
    text = serializers.CharField()


class JoinedSerializer(serializers.Serializer[Joined]):
    """The site, what it tells about records and rights, and whether you have said that you are of age."""

    id = serializers.UUIDField(source="site.id")
    name = serializers.CharField(source="site.name")
    notice = ShownNoticeSerializer()
    adult_confirmed = serializers.BooleanField()


def _taken(into: type[Any], attrs: dict[str, Any]) -> Any:
    """Make a dataclass of those values that it has fields for."""
    return into(**{field.name: attrs[field.name] for field in fields(into) if field.name in attrs})


def _copy(form: ConsentForm | None) -> dict[str, Any] | None:
    copy = signing.copy_of(form)
    return dict(CopySerializer(copy).data) if copy else None
