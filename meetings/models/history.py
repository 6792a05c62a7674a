"""What was said before: every change of a listing, and local edits laid over a feed."""

from django.db import models

from backend.accounts.models import Account
from meetings.models.listings import Meeting
from meetings.models.sources import ImportRun, Source
from meetings.models.structure import ServiceBody


class MeetingChange(models.Model):
    """History: what a listing said before and after, and who or what changed it. No contact stands in it."""

    class Kind(models.TextChoices):
        CREATED = "created"
        CHANGED = "changed"
        WITHDRAWN = "withdrawn"
        RETURNED = "returned"
        RESTORED = "restored"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="changes", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind, db_default="changed")
    actor = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL)
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="changes")
    # After the change; what somebody with authority over it may look back on.
    service_body = models.ForeignKey(ServiceBody, null=True, on_delete=models.SET_NULL)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["meeting", "-id"], name="changes_of_meeting"),
            # bmlt: GetChanges.
            models.Index(fields=["-at", "-id"], name="changes_by_time"),
        ]


class MeetingOverlay(models.Model):
    """A local edit of one field of a meeting that follows a feed; it survives imports (imports/)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="overlays")
    field = models.CharField(max_length=40)
    ours = models.JSONField(null=True)
    # What the feed said when the edit was made.
    upstream = models.JSONField(null=True)
    # What it says now, where that is something else again: a conflict, until an organizer takes one.
    theirs = models.JSONField(null=True)
    is_in_conflict = models.BooleanField(default=False)
    actor = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "field"], name="one_overlay_per_field")]


class PossibleDuplicate(models.Model):
    """Two listings that may be one: flagged, never merged."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=40)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "other"], name="one_warning_per_pair"),
            models.CheckConstraint(condition=models.Q(meeting__lt=models.F("other")), name="pair_is_in_order"),
        ]
