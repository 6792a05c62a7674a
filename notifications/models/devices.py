import uuid

from django.db import models
from django.db.models import Q

from backend.accounts.models import Account, Session
from backend.accounts.sealed import SealedField
from notifications.kinds import Category


class Platform(models.TextChoices):
    ANDROID = "android"
    IOS = "ios"
    WEB = "web"


class Device(models.Model):
    """An installation of the app, tied to the session of its token: signing out removes it."""

    class Permission(models.TextChoices):
        """What the phone's own settings let through."""

        ALLOWED = "allowed"
        SILENT = "silent"
        BLOCKED = "blocked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    session = models.OneToOneField(Session, to_field="public_id", on_delete=models.CASCADE)
    installation_id = models.CharField(max_length=200)
    platform = models.CharField(max_length=10, choices=Platform)
    locale = models.CharField(max_length=35)
    tzid = models.CharField(max_length=64)
    app_version = models.CharField(max_length=40)
    notifications = models.CharField(max_length=10, choices=Permission)
    refreshed_at = models.DateTimeField()

    class Meta:
        db_table = "device"
        constraints = [
            models.UniqueConstraint(fields=["account", "installation_id"], name="one_device_per_installation")
        ]


class PushAddressQuerySet(models.QuerySet["PushAddress"]):
    def usable(self) -> "PushAddressQuerySet":
        return self.filter(invalid_at=None)


class PushAddress(models.Model):
    """Where FCM finds a phone: a registration token or a Firebase installation id. It is health data.

    The keyed hash is unique: an address that comes back with another account moves there, and never rings for
    its former owner again.
    """

    class Kind(models.TextChoices):
        TOKEN = "token"  # noqa: S105 - a word
        FID = "fid"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    kind = models.CharField(max_length=5, choices=Kind)
    value = SealedField(owner="account_id", editable=False)
    value_hash = models.BinaryField(max_length=32, unique=True)
    refreshed_at = models.DateTimeField()
    invalid_at = models.DateTimeField(null=True)
    invalid_reason = models.CharField(max_length=60, blank=True)

    objects = PushAddressQuerySet.as_manager()

    class Meta:
        db_table = "push_address"
        indexes = [
            # prune: addresses that no phone has confirmed for long
            models.Index(fields=["refreshed_at"], condition=Q(invalid_at=None), name="push_address_idle")
        ]

    @property
    def account_id(self) -> uuid.UUID:
        return self.device.account_id


class Preference(models.Model):
    """How an account wants to hear of one category; without a row it is a push."""

    class Way(models.TextChoices):
        PUSH = "push"
        IN_APP = "in_app"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    category = models.CharField(max_length=12, choices=Category)
    way = models.CharField(max_length=10, choices=Way)

    class Meta:
        db_table = "notification_preference"
        constraints = [
            models.UniqueConstraint(fields=["account", "category"], name="one_preference_per_category"),
            models.CheckConstraint(condition=~Q(category=Category.SAFETY), name="safety_has_no_preference"),
        ]
