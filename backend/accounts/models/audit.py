"""Who looked, what left the house, and the chain that shows whether either was changed."""

import uuid

from django.db import models
from django.db.models import Q

from backend.accounts.models.accounts import Person
from backend.accounts.models.sharing import DataClass, OutsideConsent
from backend.accounts.models.sites import Site, Staff
from backend.accounts.sealed import SealedField


class AccessLog(models.Model):
    """Who looked at whose data: one row per staff member, person, class, purpose and quarter of an hour.

    `looks` grows until the quarter is over and the row sealed; a look that comes after the seal begins another row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    data_class = models.CharField(max_length=12, choices=DataClass)
    purpose = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=1)
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["started_at"], condition=Q(sealed_at=None), name="access_log_unsealed"),  # the seal
            models.Index(fields=["person", "-started_at", "id"], name="access_log_of_person"),  # their own record
            models.Index(fields=["staff", "-started_at", "id"], name="access_log_of_staff"),  # audit.reviewing
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "staff", "data_class", "purpose", "started_at"],
                condition=Q(sealed_at=None),
                name="one_look_per_quarter_hour",
            )
        ]


class Disclosure(models.Model):
    """Something about a person left the site: to whom, under which consent, with which notice. Append-only.

    Without a consent it is one of break-glass, an order of a court or a report that the law demands: `basis` says it.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent"
        MEDICAL_EMERGENCY = "medical-emergency"  # 42 CFR 2.51
        COURT_ORDER = "court-order"
        MANDATED_REPORT = "mandated-report"
        OWN_REQUEST = "own-request"  # 2.23: the person's own copy

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT)
    basis = models.CharField(max_length=20, choices=Basis)
    consent = models.ForeignKey(OutsideConsent, null=True, on_delete=models.PROTECT)
    data_classes = models.JSONField()
    purpose = models.CharField(max_length=20)
    # {"recipient", "affiliation", "summary"}: what was sent is kept as a description, never as a copy.
    content = SealedField(owner="person_id", editable=False)
    # Which statement against redisclosure went with it (42 CFR 2.32), by version and hash.
    notice_version = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="disclosure_of_person"),
            models.Index(fields=["person"], condition=Q(sealed_at=None), name="disclosure_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis="consent", consent__isnull=False) | (~Q(basis="consent") & Q(consent=None)),
                name="disclosed_on_one_basis",
            )
        ]


class ChainLink(models.Model):
    """One row of the audit in a person's chain: `digest` is over the row and the digest before it.

    How a row becomes bytes is fixed for each `form` (backend.accounts.audit.chain).
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    # The model's name in lower case, and the row's id.
    record_type = models.CharField(max_length=20)
    record_id = models.UUIDField()
    form = models.PositiveSmallIntegerField(default=1)
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="one_link_a_number"),
            models.UniqueConstraint(fields=["record_type", "record_id"], name="sealed_once"),
        ]
