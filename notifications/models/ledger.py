import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from backend.accounts.models import Account, DataClass
from notifications.guards import Guard
from notifications.kinds import SAFETY_KINDS, Kind


class Outcome(models.TextChoices):
    """How an attempt, or a delivery without one, ended."""

    ACCEPTED = "accepted"
    ADDRESS_GONE = "address_gone"
    REJECTED = "rejected"  # FCM refused our message, not the address
    RETRY_AFTER = "retry_after"
    UNKNOWN = "unknown"  # it may have arrived
    CHANNEL_DOWN = "channel_down"
    EXPIRED = "expired"
    NO_DEVICE = "no_device"  # the recipient had no address when it was opened
    ADDRESS_REMOVED = "address_removed"  # signed out, moved or disabled since
    BLOCKED = "blocked"  # notifications are off on the phone
    IN_APP_ONLY = "in_app_only"  # the person asked for no push of this category
    CONSENT_WITHDRAWN = "consent_withdrawn"
    WITHDRAWN = "withdrawn"
    SHOWN_LOCALLY = "shown_locally"
    # What the recipient asked for
    DEFERRED = "deferred"  # it waits for the end of quiet hours, or for its bundle
    QUIET_HOURS = "quiet_hours"  # dropped by them
    CAPPED = "capped"  # more than the recipient wants in a day
    BUNDLED = "bundled"  # another notice, or another stage of its own, rings for it
    PAUSED = "paused"
    AWAY = "away"
    STOPPED = "stopped"
    MUTED = "muted"  # this phone only
    SILENCED = "silenced"  # nothing may reach this recipient any more


class Channel(models.TextChoices):
    PUSH = "push"
    EMAIL = "email"
    WEBHOOK = "webhook"


class Notification(models.Model):
    """What a recipient finds in the app under one notification id, whatever becomes of the pushes."""

    id = models.UUIDField(primary_key=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    target_type = models.CharField(max_length=40)
    target_id = models.UUIDField()
    deliver_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # The schedule it is an occurrence of, and the site whose plan that is; null where there is none.
    schedule_id = models.UUIDField(null=True)
    site_id = models.UUIDField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    snoozes = models.PositiveSmallIntegerField(default=0, db_default=0)
    resends = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Under whose consent it was opened, for sending it again: null where nobody's is needed. The person is named
    # only where it is not the recipient.
    guard_person_id = models.UUIDField(null=True)
    guard_site_id = models.UUIDField(null=True)
    guard_data_class = models.CharField(max_length=12, choices=DataClass, null=True)  # noqa: DJ001 - as the two above

    class Meta:
        db_table = "notification"
        indexes = [
            models.Index(fields=["account", "-deliver_at", "id"], name="notification_inbox"),  # inbox_of
            models.Index(fields=["target_id"], name="notification_target"),  # withdraw_about
            models.Index(fields=["expires_at"], name="notification_age"),  # prune
            models.Index(  # erase_person
                fields=["guard_person_id"],
                condition=models.Q(guard_person_id__isnull=False),
                name="notification_about_somebody",
            ),
        ]

    @property
    def guard(self) -> Guard | None:
        if self.guard_site_id is None or self.guard_data_class is None:
            return None
        return Guard(self.guard_person_id or self.account_id, self.guard_site_id, DataClass(self.guard_data_class))


class OpenDelivery(models.Model):
    """One delivery that is not settled yet. Small on purpose: a row lives here until it is settled.

    No index on what a claim changes, and half of each page free, so that claims are HOT updates.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    notification_id = models.UUIDField()
    recipient_id = models.UUIDField()
    address_id = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PUSH, db_default=Channel.PUSH)
    kind = models.CharField(max_length=20)
    stage = models.SmallIntegerField()
    # When the stage was due, before spread, quiet hours and retries: all of it is logged in one partition.
    due_at = models.DateTimeField()
    deliver_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Counts claims: the fence. Those that failed set the pace of retries.
    attempt = models.SmallIntegerField(default=0)
    failures = models.SmallIntegerField(default=0, db_default=0)
    lease_until = models.DateTimeField(null=True)
    # The claim before this one ended with its lease: its worker died or slept.
    is_recovered = models.BooleanField(default=False, db_default=False)
    # Whose consent must hold, for which site and class of data; null where nobody's is needed.
    guard_person_id = models.UUIDField(null=True)
    guard_site_id = models.UUIDField(null=True)
    guard_data_class = models.CharField(max_length=12, choices=DataClass, null=True)  # noqa: DJ001 - as the two above

    class Meta:
        db_table = "open_delivery"
        indexes = [
            models.Index(fields=["deliver_at"], name="open_delivery_due"),  # claim
            # claim, before that: who may be in danger
            models.Index(fields=["deliver_at"], condition=Q(kind__in=SAFETY_KINDS), name="open_delivery_safety"),
        ]


class DeliveryLog(models.Model):
    """What happened, one row per attempt or per outcome without one. Append-only, in monthly partitions.

    It names no person: erasing the notification leaves counts and codes.
    """

    pk = models.CompositePrimaryKey("due_at", "delivery_id", "attempt")
    due_at = models.DateTimeField()
    delivery_id = models.UUIDField()
    attempt = models.SmallIntegerField()
    notification_id = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PUSH, db_default=Channel.PUSH)
    kind = models.CharField(max_length=20)
    stage = models.SmallIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    code = models.CharField(max_length=60)
    provider_name = models.CharField(max_length=200)
    worker = models.CharField(max_length=10)

    class Meta:
        db_table = "delivery_log"
        indexes = [
            models.Index(fields=["notification_id"], name="delivery_log_notification"),  # reaches_of
            # gauges, dead_letters: what happened lately. It grows with the clock, so a summary of page ranges finds
            # it, and costs a settlement next to nothing.
            BrinIndex(fields=["at"], name="delivery_log_lately", autosummarize=True, pages_per_range=32),
        ]


class DeliveryReceipt(models.Model):
    """What a phone told about a notification. A repeat is no second row."""

    class Event(models.TextChoices):
        DISPLAYED = "displayed"
        OPENED = "opened"
        ACTED = "acted"
        DISMISSED = "dismissed"
        SNOOZED = "snoozed"

    class Via(models.TextChoices):
        PUSH = "push"
        LOCAL = "local"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, db_index=False)
    # The device, or the session where none is registered; the receipt outlives both.
    device_id = models.UUIDField()
    event = models.CharField(max_length=10, choices=Event)
    via = models.CharField(max_length=5, choices=Via)
    at = models.DateTimeField()
    snooze_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_receipt"
        constraints = [
            models.UniqueConstraint(fields=["notification", "device_id", "event"], name="one_receipt_per_device_event")
        ]


class SenderState(models.Model):
    """The channel of one FCM project. Changed by single UPDATE statements, because every worker writes it.

    `tokens` is the bucket: a claim takes as many as it has rows, and more than there are become a debt. `rate` is
    messages a second, halved by a 429 and raised again by quiet minutes; `warm_since` is when the busy time began.
    """

    project = models.CharField(primary_key=True, max_length=100)
    paused_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, blank=True)
    failures = models.PositiveIntegerField(default=0)
    tokens = models.FloatField(null=True)
    rate = models.FloatField(null=True)
    refilled_at = models.DateTimeField(null=True)
    warm_since = models.DateTimeField(null=True)
    slowed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sender_state"


class Heartbeat(models.Model):
    """When each kind of worker last scanned for what is due."""

    worker = models.CharField(primary_key=True, max_length=10)
    at = models.DateTimeField()

    class Meta:
        db_table = "heartbeat"


class Hold(models.Model):
    """An operator's pause of one kind, or of everything (`kind` empty). What is held waits and expires in time."""

    kind = models.CharField(primary_key=True, max_length=20, blank=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "delivery_hold"


class Tally(models.Model):
    """A count that no other row keeps: leases that ended with a worker, settlements that came too late."""

    name = models.CharField(primary_key=True, max_length=40)
    count = models.BigIntegerField(default=0)

    class Meta:
        db_table = "delivery_tally"


class ZoneData(models.Model):
    """The release of the time zone database that schedules were planned with; one row."""

    release = models.CharField(max_length=20)

    class Meta:
        db_table = "zone_data"
