"""Who works where."""

import uuid

from django.db import models

from backend.accounts.models.accounts import Account
from backend.accounts.sealed import SealedField


class Site(models.Model):
    """A clinic or programme that follows people."""

    class Regime(models.TextChoices):
        """The law a site works under; `backend.accounts.regimes` says what follows from it."""

        PART2 = "part2"  # 42 CFR Part 2 and HIPAA: a treatment programme in the United States
        HIPAA = "hipaa"
        CONSUMER = "consumer"  # FTC Health Breach Notification Rule and state consumer-health laws
        GDPR = "gdpr"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    tzid = models.CharField(max_length=64)
    # The strictest, until somebody who knows says otherwise.
    regime = models.CharField(max_length=8, choices=Regime, default=Regime.PART2)
    # What differs from the defaults of backend.accounts.policies.
    policies = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    class Role(models.TextChoices):
        COUNSELLOR = "counsellor"
        SUPERVISOR = "supervisor"
        ON_CALL = "on-call"  # answers alerts of the whole site, follows nobody
        SITE_ADMIN = "site-admin"  # hours, staff, policies; sees nobody's health data

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    role = models.CharField(max_length=12, choices=Role, default=Role.COUNSELLOR)
    tzid = models.CharField(max_length=64, default="UTC")
    work_email = SealedField(owner="account_id", null=True, editable=False)


class StaffSetup(models.Model):
    """A one-time link by which the first staff member of a site sets login, password and second factor."""

    code_hash = models.BinaryField(max_length=32, primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    role = models.CharField(max_length=12, choices=Staff.Role)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
