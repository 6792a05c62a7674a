"""The listing: who serves whom, where and when a group meets, and how it may be found."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from meetings.dates.dated import DatedException
from meetings.dates.occurrences import WEEK_MINUTES, Timing
from meetings.models.structure import Format, Place, ServiceBody


class VenueType(models.TextChoices):
    IN_PERSON = "in_person"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"


class State(models.TextChoices):
    ACTIVE = "active"
    PLACE_CLOSED = "place_closed"
    PAUSED = "paused"


class Meeting(models.Model):
    """A meeting that repeats, or happens once. Times are the wall clock of `tzid`."""

    # Chosen by the organizer's phone or program; the public id is the integer.
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    # Favourites and links hold it: it stays through renaming.
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=255)
    world_id = models.CharField(max_length=30, blank=True)

    # 0 is Sunday. Null where the rule names no single weekday.
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    start_time = models.TimeField()
    duration_minutes = models.PositiveSmallIntegerField()
    tzid = models.CharField(max_length=64)
    tzid_inferred = models.BooleanField(default=False)
    # The day of dtstart; its time is start_time.
    starts_on = models.DateField()
    rrule = models.CharField(max_length=500, blank=True)  # empty: once, at dtstart
    exdates = ArrayField(models.DateField(), default=list, blank=True)
    # dated.DatedException.as_json, in order: cancelled, moved, at another time, online, extra.
    exceptions = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    venue_type = models.CharField(max_length=10, choices=VenueType)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    state_until = models.DateField(null=True, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    online_url = models.CharField(max_length=2000, blank=True)
    online_phone = models.CharField(max_length=255, blank=True)
    online_notes = models.TextField(blank=True)

    formats = models.ManyToManyField(Format, through="MeetingFormat", related_name="meetings")
    # What is spoken; `text_language` is what the listing is written in.
    languages = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    text_language = models.CharField(max_length=16, default="en", db_default="en")
    accessibility = models.JSONField(default=dict, blank=True)
    service_body = models.ForeignKey(ServiceBody, null=True, on_delete=models.PROTECT, db_index=False)
    notes = models.TextField(blank=True)
    # Public data fields that a root server has beyond the stock ones: name -> text.
    custom_fields = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    last_confirmed_on = models.DateField(null=True, blank=True)

    is_published = models.BooleanField(default=False)
    # Published and within its validity, as those who follow the listing were last told (turning.py).
    is_listed = models.BooleanField(default=False, db_default=False)
    # A tombstone: it was published once and is no more.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    # What a search reads. Written together with `doc` (documents.py), never by themselves.
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    week_minute = models.PositiveSmallIntegerField(null=True, blank=True)  # where the rule is weekly
    # Null: the week minute says it all. Else MeetingOccurrence holds its happenings up to this instant.
    dated_until = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True)
    # Stored, because a search that has to sort reads it of many rows.
    search_vector = models.GeneratedField(
        expression=SearchVector("search_text", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    visible_from = models.DateTimeField(null=True, blank=True)  # included
    visible_until = models.DateTimeField(null=True, blank=True)  # not included
    doc = models.BinaryField()
    doc_version = models.PositiveSmallIntegerField(default=0, db_default=0)  # documents.VERSION when it was rendered
    # Its place in the order of all visible changes (sequence.py); null until it is published the first time.
    seq = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [
            # search/boxes.py: boxes around a point.
            models.Index(
                fields=["lat", "lon"],
                condition=Q(is_published=True, lat__isnull=False),
                name="meeting_in_box",
            ),
            # search/happening.py: on now and starting soon, zone by zone, in order of start; near a place without
            # reading the table. Also the list of zones in use.
            models.Index(
                fields=["tzid", "week_minute", "id", "lat", "lon"],
                condition=Q(is_published=True),
                name="meeting_by_zone_start",
            ),
            # search/happening.py: on now, of those that began long ago (happening.LONG).
            models.Index(
                fields=["tzid", "week_minute"],
                condition=Q(is_published=True, duration_minutes__gt=180),
                name="meeting_long",
            ),
            # search/on_now.py: on now and starting soon, those that are not plainly weekly; turning.renew_dated.
            models.Index(
                fields=["dated_until"],
                condition=Q(is_published=True, dated_until__isnull=False),
                name="meeting_dated",
            ),
            # turning.turn_listings: whose validity begins or ends.
            models.Index(
                fields=["visible_from"],
                condition=Q(is_published=True, is_listed=False, visible_from__isnull=False),
                name="meeting_to_begin",
            ),
            models.Index(
                fields=["visible_until"],
                condition=Q(is_listed=True, visible_until__isnull=False),
                name="meeting_to_end",
            ),
            # turning.turn_listings: whose closure or pause is over.
            models.Index(
                fields=["state_until"],
                condition=~Q(state="active") & Q(state_until__isnull=False),
                name="meeting_to_reopen",
            ),
            # imports: the same place at the same time.
            models.Index(fields=["place", "week_minute"], name="meeting_by_place_time"),
            # search/boxes.py: sort=time, page after page.
            models.Index(
                Coalesce("week_minute", WEEK_MINUTES),
                "id",
                condition=Q(is_published=True),
                name="meeting_by_time",
            ),
            # search/conditions.py: service_body; organizer lists.
            models.Index(fields=["service_body", "id"], name="meeting_by_body"),
            # sync: the last change in a service body, and what came after a change.
            models.Index(
                fields=["service_body", "seq"],
                condition=Q(is_published=True, is_listed=True),
                name="meeting_by_body_change",
            ),
            # search/worded.py: q.
            GinIndex(fields=["search_vector"], name="meeting_by_search_vector"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(weekday=None) | Q(weekday__lte=6), name="weekday_of_a_week"),
            models.CheckConstraint(condition=Q(duration_minutes__range=(1, 1440)), name="duration_within_a_day"),
            models.CheckConstraint(
                condition=~Q(venue_type=VenueType.VIRTUAL) | Q(place=None, lat=None),
                name="virtual_has_no_place",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="coordinates_on_the_globe",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(seq__isnull=False, withdrawn_at=None),
                name="published_is_in_sequence",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(seq__isnull=False), name="tombstone_is_in_sequence"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="validity_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def dtstart(self) -> datetime:
        return datetime.combine(self.starts_on, self.start_time)

    @property
    def has_online(self) -> bool:
        return bool(self.online_url or self.online_phone)

    @property
    def timing(self) -> Timing:
        return Timing(
            tzid=self.tzid,
            dtstart=self.dtstart,
            duration_minutes=self.duration_minutes,
            rrule=self.rrule,
            exdates=tuple(self.exdates),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            state=self.state,
            state_until=self.state_until,
            has_online=self.has_online,
            exceptions=tuple(DatedException.from_json(each) for each in self.exceptions),
        )


class MeetingFormat(models.Model):
    """VM, HY and TC are never linked: venue type and state say it, and two truths drift apart."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, db_index=False)
    format = models.ForeignKey(Format, on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "format"], name="one_format_link")]
        # search/conditions.py: formats.
        indexes = [models.Index(fields=["format", "meeting"], name="meetings_of_format")]


class MeetingContact(models.Model):
    """Whom to ask about a listing: for those with authority over it, never in a document, a search or a history."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    # Names as BMLT has them: email_contact, contact_name_1, contact_phone_1, contact_email_1, …_2, admin_notes.
    fields = models.JSONField(default=dict)
