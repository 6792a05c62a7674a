"""Meeting listings: who serves whom, where and when a group meets, and where each row came from."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from backend.accounts.models import Account, Organizer
from meetings.occurrences import WEEK_MINUTES, Timing


class VenueType(models.TextChoices):
    IN_PERSON = "in_person"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"


class State(models.TextChoices):
    ACTIVE = "active"
    PLACE_CLOSED = "place_closed"
    PAUSED = "paused"


class ServiceBody(models.Model):
    """A region, area or group of the fellowship's service structure, as BMLT has it."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=2, blank=True)
    url = models.CharField(max_length=500, blank=True)
    helpline = models.CharField(max_length=255, blank=True)
    world_id = models.CharField(max_length=30, blank=True)
    # In a body of ours the organizers rule; the others follow their feed.
    is_ours = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class OrganizerServiceBody(models.Model):
    """An organizer serves a body, and with it the bodies below."""

    organizer = models.ForeignKey(Organizer, on_delete=models.CASCADE)
    service_body = models.ForeignKey(ServiceBody, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organizer", "service_body"], name="organizer_serves_body_once")]


class Format(models.Model):
    """A trait of a meeting, such as Beginners; its words stand in the translations."""

    # NAWS code: what a format is called between servers. Keys and ids differ from server to server.
    world_id = models.CharField(max_length=30, blank=True)
    type = models.CharField(max_length=10, blank=True)


class FormatTranslation(models.Model):
    format = models.ForeignKey(Format, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=7)
    key = models.CharField(max_length=20, db_index=True)  # search by key
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["format", "language"], name="one_translation_per_language")]


class Place(models.Model):
    """Where people sit together, shared by the groups of a house.

    A value: a change finds or makes another place, so that moving one group never moves the others.
    """

    # Over all other fields, so that equal places are one row.
    digest = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=255, blank=True)
    street = models.CharField(max_length=255, blank=True)
    city = models.CharField(max_length=255, blank=True)
    city_subsection = models.CharField(max_length=255, blank=True)
    neighborhood = models.CharField(max_length=255, blank=True)
    county = models.CharField(max_length=255, blank=True)
    region = models.CharField(max_length=255, blank=True)
    postal_code = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=255, blank=True)
    info = models.TextField(blank=True)
    train_lines = models.TextField(blank=True)
    bus_lines = models.TextField(blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)


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
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    venue_type = models.CharField(max_length=10, choices=VenueType)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    state_until = models.DateField(null=True, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    online_url = models.CharField(max_length=2000, blank=True)
    online_phone = models.CharField(max_length=255, blank=True)
    online_notes = models.TextField(blank=True)

    formats = models.ManyToManyField(Format, through="MeetingFormat", related_name="meetings")
    languages = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    accessibility = models.JSONField(default=dict, blank=True)
    service_body = models.ForeignKey(ServiceBody, null=True, on_delete=models.PROTECT, db_index=False)
    notes = models.TextField(blank=True)
    last_confirmed_on = models.DateField(null=True, blank=True)

    is_published = models.BooleanField(default=False)
    # A tombstone: it was published once and is no more.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    # What a search reads. Written together with `doc` (documents.py), never by themselves.
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    week_minute = models.PositiveSmallIntegerField(null=True, blank=True)  # plainly weekly ones only
    search_text = models.TextField(blank=True)
    visible_from = models.DateTimeField(null=True, blank=True)  # included
    visible_until = models.DateTimeField(null=True, blank=True)  # not included
    doc = models.BinaryField()
    # Its place in the order of all visible changes (sequence.py); null until it is published the first time.
    seq = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes = [
            # search/find.py: boxes around a point.
            models.Index(
                fields=["lat", "lon"],
                condition=Q(is_published=True, lat__isnull=False),
                name="meeting_in_box",
            ),
            # search/find.py: on now and starting soon, zone by zone; also the list of zones in use.
            models.Index(fields=["tzid", "week_minute"], condition=Q(is_published=True), name="meeting_by_zone_time"),
            # search/find.py: on now and starting soon, those that are not plainly weekly.
            models.Index(fields=["id"], condition=Q(is_published=True, week_minute=None), name="meeting_irregular"),
            # search/find.py: sort=time, page after page.
            models.Index(
                Coalesce("week_minute", WEEK_MINUTES),
                "id",
                condition=Q(is_published=True),
                name="meeting_by_time",
            ),
            # search/find.py: service_body; organizer lists.
            models.Index(fields=["service_body", "id"], name="meeting_by_body"),
            # search/find.py: q.
            GinIndex(SearchVector("search_text", config="simple"), name="meeting_by_words"),
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
        )


class MeetingFormat(models.Model):
    """VM, HY and TC are never linked: venue type and state say it, and two truths drift apart."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, db_index=False)
    format = models.ForeignKey(Format, on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "format"], name="one_format_link")]
        # search/find.py: formats.
        indexes = [models.Index(fields=["format", "meeting"], name="meetings_of_format")]


class MeetingChange(models.Model):
    """History: what a listing said before and after, and who or what changed it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    actor = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL)
    source = models.ForeignKey("Source", null=True, on_delete=models.SET_NULL)
    before = models.JSONField(null=True)
    after = models.JSONField()


class Source(models.Model):
    """Where listings are imported from: a name, a folder or a root server's address."""

    identity = models.CharField(max_length=500, unique=True)


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


class ChangeCounter(models.Model):
    """One row: the last number given to a visible change (sequence.py)."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    value = models.BigIntegerField()
