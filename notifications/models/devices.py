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
    # This phone stays still until then, but for safety notices; the others ring.
    muted_until = models.DateTimeField(null=True)

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
        SILENT = "silent"
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


class NotificationWishes(models.Model):
    """When an account wants to be left alone, in its own zone; without a row there are no such wishes.

    None of it holds back safety notices.
    """

    class QuietAction(models.TextChoices):
        DEFER = "defer"  # ring when they end
        DROP = "drop"  # the app only
        SILENT = "silent"  # at once, without a sound

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    quiet_action = models.CharField(max_length=6, choices=QuietAction, default=QuietAction.DEFER)
    daily_cap = models.PositiveSmallIntegerField(null=True)
    # Notices wait for the next multiple of so many minutes of the local hour, and ring as one; 0: each by itself.
    bundle_minutes = models.PositiveSmallIntegerField(default=0)
    # The window that the person agreed to, inside which their notices ring a little later; 0: not agreed.
    spread_minutes = models.PositiveSmallIntegerField(default=0)
    away_from = models.DateTimeField(null=True)
    away_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "notification_wishes"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(condition=Q(spread_minutes__lte=10), name="spread_is_ten_minutes_at_most"),
            models.CheckConstraint(
                condition=Q(away_until=None) | Q(away_until__gt=models.F("away_from")), name="absence_ends_later"
            ),
        ]


class SecondPath(models.Model):
    """Another way to reach staff about an alert: their work e-mail, or the pager that a webhook rings."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        WEBHOOK = "webhook"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    channel = models.CharField(max_length=8, choices=Channel)
    # An e-mail address, or an https URL.
    address = SealedField(owner="account_id", editable=False)
    # Signs what a webhook is sent; null for e-mail.
    secret = SealedField(owner="account_id", null=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "second_path"
        constraints = [models.UniqueConstraint(fields=["account", "channel"], name="one_second_path_per_channel")]
