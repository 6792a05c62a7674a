"""What is derived from listings when they change, for those who read or follow them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models

from meetings.models.listings import Meeting
from meetings.models.structure import ServiceBody


class MeetingProjection(models.Model):
    """The stored documents of the two other shapes; ours is Meeting.doc. Written together (documents.py)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, primary_key=True, related_name="projection")
    bmlt = models.BinaryField()
    # Folded words of all its public data fields: what SearchString looks for.
    bmlt_words = models.TextField(default="")
    # Shown to everybody: listed, not paused, and about to happen where it is not plainly weekly.
    is_in_bmlt = models.BooleanField()
    guide = models.BinaryField(null=True)  # null: left out of the Meeting Guide feed

    class Meta:
        # bmlt/search: SearchString.
        indexes = [GinIndex(SearchVector("bmlt_words", config="simple"), name="projection_by_words")]


class MeetingOccurrence(models.Model):
    """A coming happening of a meeting that is not plainly weekly; `lat` and `lon` are null where it is online."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="occurrences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        # search/happening.py: on now and starting soon.
        indexes = [models.Index(fields=["starts_at", "meeting"], name="occurrence_by_start")]


class MeetingDeparture(models.Model):
    """Where a listed meeting was before it moved, changed its service body or left: those who watch there are told."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, db_index=False)
    # The change that took it away; Meeting.seq has gone on since, where there were further ones.
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    service_body = models.ForeignKey(ServiceBody, null=True, on_delete=models.SET_NULL, db_index=False)

    class Meta:
        indexes = [
            # sync: what has left a slice since.
            models.Index(fields=["seq"], name="departure_by_seq"),
            models.Index(fields=["service_body", "seq"], name="departure_by_body"),
            # sync/pruning.py: those that are no longer kept.
            models.Index(fields=["at"], name="departure_by_age"),
        ]


class ChangeCounter(models.Model):
    """Row 1: the last number given to a visible change, and which history it counts; row 2: changes of structure."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    value = models.BigIntegerField()
    epoch = models.CharField(max_length=32, db_default="")
    # The last departure that is no longer kept: who has not seen it begins anew (sync/pruning.py).
    pruned_through = models.BigIntegerField(default=0, db_default=0)


class CustomField(models.Model):
    """A BMLT data field of a deployment's own that a listed meeting has had: from then on every row shows it."""

    name = models.TextField(primary_key=True)
