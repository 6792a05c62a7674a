"""What a person lets a site see, and others through it: notices, signed forms, consents, revocations."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from backend.accounts.models.accounts import Person
from backend.accounts.models.sites import Site, Staff
from backend.accounts.sealed import SealedField


class DataClass(models.TextChoices):
    """What a person can grant a site, one by one (the table "Who sees what" of the recovery reference)."""

    PLAN = "plan"  # handle, plan, schedules, appointments
    ANSWERS = "answers"  # answers and scores of check-ins
    ALERTS = "alerts"  # that an alert exists, its level and state
    CRAVINGS = "cravings"
    EXERCISES = "exercises"
    SAFETY_PLAN = "safety-plan"
    MEETINGS = "meetings"  # which meetings somebody goes to: no route shows it to staff
    CONTACT = "contact"  # all of the five below
    LEGAL_NAME = "legal-name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    EMERGENCY_CONTACT = "in-emergency"  # whom to call then
    IMPROVE = "improve"  # pooled, from 20 people up


class Notice(models.Model):
    """The notice about records and rights (42 CFR 2.22) was shown to a person, or they said that they read it.

    Append-only. Which text it was is known by version and hash; the texts themselves ship with the release.
    """

    class Event(models.TextChoices):
        SHOWN = "shown"
        ACKNOWLEDGED = "acknowledged"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    event = models.CharField(max_length=12, choices=Event)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=35)
    text_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(sealed_at=None), name="notice_unsealed")]


class ConsentForm(models.Model):
    """What a person signed, whole: every element of 42 CFR 2.31(a), and a copy of the text as it was shown.

    Append-only. One signature covers the consents that point here.
    """

    class Method(models.TextChoices):
        TYPED_NAME = "typed-name"
        TYPED_HANDLE = "typed-handle"  # somebody anonymous signs as they are known here
        DRAWN = "drawn"
        ON_PAPER = "on-paper"

    class Purpose(models.TextChoices):
        CARE = "care"
        PAYMENT = "payment"
        OPERATIONS = "operations"
        LEGAL_PROCEEDINGS = "legal-proceedings"  # 2.31(d): a record of its own, with nothing else in it
        COUNSELLING_NOTES = "counselling-notes"  # 2.31(b): likewise
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=20, choices=Purpose)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=35)
    text_sha256 = models.CharField(max_length=64)
    method = models.CharField(max_length=12, choices=Method)
    # One key for each element, the signature and the text as shown among them (backend.accounts.consents.forms).
    content = SealedField(owner="person_id", editable=False)
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(sealed_at=None), name="consent_form_unsealed")]


def _holds(now: datetime) -> Q:
    has_not_ended = Q(expires_at=None) | Q(expires_at__gt=now)
    return has_not_ended & (Q(revoked_at=None) | Q(revoked_at__gt=now)) & Q(granted_at__lte=now)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def active(self, now: datetime) -> "ConsentQuerySet":
        return self.filter(_holds(now))


class Consent(models.Model):
    """A person lets the care team of a site see one class of data until they take it back or it ends.

    Append-only, but for the moment at which it was taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    data_class = models.CharField(max_length=12, choices=DataClass)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The id that the phone gave to the request which granted this, among others.
    request_id = models.UUIDField(null=True, blank=True)
    # None for what an operator or the demo put there: everybody else signs.
    form = models.ForeignKey(ConsentForm, null=True, blank=True, on_delete=models.PROTECT)
    sealed_at = models.DateTimeField(null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "site", "data_class"], name="consent_guard"),  # people_visible_to
            # Who must be told that a consent ends.
            models.Index(fields=["expires_at"], condition=Q(revoked_at=None), name="consent_ending"),
            models.Index(fields=["person"], condition=Q(sealed_at=None), name="consent_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("granted_at")), name="consent_ends_later"
            )
        ]


class OutsideConsentQuerySet(models.QuerySet["OutsideConsent"]):
    def active(self, now: datetime) -> "OutsideConsentQuerySet":
        """One without a date may have ended with the care: see backend.accounts.consents.outside."""
        return self.filter(_holds(now))


class OutsideConsent(models.Model):
    """A person lets a site tell somebody outside it something for one purpose. Append-only, as Consent is.

    Without `expires_at` it ends with the event that its form names (2.31(a)(7)): the end of care at the site.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    form = models.ForeignKey(ConsentForm, on_delete=models.PROTECT)
    # {"name", "affiliation", "is_covered_entity"}
    recipient = SealedField(owner="person_id", editable=False)
    data_classes = models.JSONField()
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, editable=False)

    objects = OutsideConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(sealed_at=None), name="outside_consent_unsealed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("granted_at")), name="outside_consent_ends_later"
            )
        ]


class Revocation(models.Model):
    """A person took a consent back. Append-only: the row of the consent says when, this one that it was asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT)
    outside_consent = models.ForeignKey(OutsideConsent, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(sealed_at=None), name="revocation_unsealed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=None, outside_consent__isnull=False)
                | Q(consent__isnull=False, outside_consent=None),
                name="revokes_one_thing",
            )
        ]


class ContactDetails(models.Model):
    """Legal name and how to reach somebody outside the app: apart from all else, each field optional and sealed."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    legal_name = SealedField(owner="person_id", null=True, editable=False)
    phone = SealedField(owner="person_id", null=True, editable=False)
    email = SealedField(owner="person_id", null=True, editable=False)
    address = SealedField(owner="person_id", null=True, editable=False)
    # {"name", "phone", "relation"}: whom the person names for an emergency.
    emergency_contact = SealedField(owner="person_id", null=True, editable=False)


class Invitation(models.Model):
    """A single-use code by which a person joins a site. Only its hash is kept."""

    class State(models.TextChoices):
        OPEN = "open"
        USED = "used"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.BinaryField(max_length=32, unique=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    # Who will follow the person; None: who has invited.
    assignee = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    @property
    def follower(self) -> Staff:
        return self.assignee or self.staff

    def state_at(self, now: datetime) -> State:
        if self.accepted_at is not None:
            return Invitation.State.USED
        if self.withdrawn_at is not None:
            return Invitation.State.WITHDRAWN
        return Invitation.State.EXPIRED if self.expires_at <= now else Invitation.State.OPEN
