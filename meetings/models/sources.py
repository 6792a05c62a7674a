"""Where listings are imported from, and what each import did."""

from django.db import models

from meetings.models.structure import ServiceBody


class Source(models.Model):
    """Where listings are imported from: a name, a folder or an address."""

    class Format(models.TextChoices):
        BMLT = "bmlt"
        MEETING_GUIDE = "meeting-guide"
        NAWS = "naws"
        TSML = "tsml"

    identity = models.CharField(max_length=500, unique=True)
    format = models.CharField(max_length=13, choices=Format, default=Format.BMLT, db_default="bmlt")
    # For imports by schedule; a source without an address is imported by hand.
    address = models.CharField(max_length=2000, blank=True, db_default="")
    every_minutes = models.PositiveIntegerField(null=True)
    next_run_at = models.DateTimeField(null=True)
    # No import by schedule until an operator has looked.
    held_at = models.DateTimeField(null=True)
    hold_reason = models.CharField(max_length=200, blank=True, db_default="")
    # URL -> its ETag and Last-Modified when it was last taken over.
    validators = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # Of rows that name none.
    service_body = models.ForeignKey(ServiceBody, null=True, on_delete=models.SET_NULL)
    # Of rows that name none, where neither coordinates nor their service body tell.
    tzid = models.CharField(max_length=64, blank=True, db_default="", default="")
    last_success_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # imports: whose turn has come.
            models.Index(fields=["next_run_at"], condition=models.Q(held_at=None), name="sources_due")
        ]


class SourceRow(models.Model):
    """Which of our rows an upstream id means. Stable for ever, over withdrawal and return."""

    class Kind(models.TextChoices):
        MEETING = "meeting"
        FORMAT = "format"
        SERVICE_BODY = "service_body"

    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12, choices=Kind)
    upstream_id = models.CharField(max_length=64)
    our_id = models.BigIntegerField()
    # Of what the row said when it was last taken over: the same again changes nothing.
    content_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "upstream_id"], name="one_row_per_upstream_id")
        ]
        indexes = [models.Index(fields=["kind", "our_id"], name="source_of_ours")]  # listings.follows_feed


class ImportRun(models.Model):
    """One import of a source: what became of it, and its report."""

    class Outcome(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        UNCHANGED = "unchanged"
        HELD = "held"
        FAILED = "failed"
        UNDONE = "undone"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.RUNNING)
    # imports.report.Report.as_json
    report = models.JSONField(default=dict)
