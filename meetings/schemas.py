"""The shapes of answers, for the API's schema: documents are stored bytes and pass no serializer."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from meetings.dates.dated import ExceptionKind
from meetings.models import MeetingChange, State, VenueType


class PlaceSchema(serializers.Serializer[Any]):
    name = serializers.CharField()
    street = serializers.CharField()
    city = serializers.CharField()
    city_subsection = serializers.CharField()
    neighborhood = serializers.CharField()
    county = serializers.CharField()
    region = serializers.CharField()
    postal_code = serializers.CharField()
    country = serializers.CharField()
    lat = serializers.FloatField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)
    info = serializers.CharField()
    train_lines = serializers.CharField()
    bus_lines = serializers.CharField()


class OnlineSchema(serializers.Serializer[Any]):
    url = serializers.CharField()
    phone = serializers.CharField()
    notes = serializers.CharField()


class MeetingFormatSchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    key = serializers.CharField()
    name = serializers.CharField()


class ServiceBodyNameSchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ExceptionSchema(serializers.Serializer[Any]):
    """What is different about one happening; what is null is as always."""

    kind = serializers.ChoiceField(choices=[(each.value, each.value) for each in ExceptionKind])
    recurrence_id = serializers.CharField(allow_null=True, help_text="When it would have been; null for an extra one.")
    starts_at = serializers.CharField(allow_null=True, help_text="Wall time in `tzid`.")
    duration_minutes = serializers.IntegerField(allow_null=True)
    place = PlaceSchema(allow_null=True)
    online = OnlineSchema(allow_null=True)
    reason = serializers.CharField()


class ListingSchema(serializers.Serializer[Any]):
    """A meeting as it is stored; times are the wall clock of `tzid`."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    weekday = serializers.IntegerField(min_value=0, max_value=6, allow_null=True, help_text="0 is Sunday.")
    start_time = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    tzid = serializers.CharField()
    tzid_inferred = serializers.BooleanField()
    rrule = serializers.CharField(help_text="RFC 5545; empty when it happens once.")
    dtstart = serializers.CharField()
    exdates = serializers.ListField(child=serializers.CharField())
    exceptions = ExceptionSchema(many=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    venue_type = serializers.ChoiceField(choices=VenueType.choices)
    state = serializers.ChoiceField(choices=State.choices)
    state_until = serializers.DateField(allow_null=True)
    place = PlaceSchema(allow_null=True)
    online = OnlineSchema(allow_null=True)
    formats = MeetingFormatSchema(many=True)
    languages = serializers.ListField(child=serializers.CharField())
    accessibility = serializers.DictField()
    service_body = ServiceBodyNameSchema(allow_null=True)
    notes = serializers.CharField()
    last_confirmed_on = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()


class SpanExceptionSchema(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[(each.value, each.value) for each in ExceptionKind])
    reason = serializers.CharField()
    place = PlaceSchema(allow_null=True)
    online = OnlineSchema(allow_null=True)


class SpanSchema(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    exception = SpanExceptionSchema(required=False, help_text="Where this happening is not as always.")


class MeetingSchema(ListingSchema):
    next_occurrence = SpanSchema(allow_null=True, help_text="The one that is on, or the next to start.")


class FoundMeetingSchema(MeetingSchema):
    distance_km = serializers.FloatField(required=False)
    distance_miles = serializers.FloatField(required=False)


class FoundPageSchema(serializers.Serializer[Any]):
    results = FoundMeetingSchema(many=True)
    next = serializers.CharField(allow_null=True)
    within_km = serializers.FloatField(required=False, help_text="How far a search for the nearest looked.")


class CorrectionSchema(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="As in the listing; parts of place and online as `place.street`.")
    ours = serializers.JSONField(help_text="What an organizer says, and what is shown.")
    upstream = serializers.JSONField(help_text="What the feed said when it was corrected.")
    theirs = serializers.JSONField(allow_null=True, help_text="What the feed says now, where it is in conflict.")
    is_in_conflict = serializers.BooleanField()
    at = serializers.DateTimeField()


class OrganizerMeetingSchema(MeetingSchema):
    world_id = serializers.CharField()
    text_language = serializers.CharField()
    custom_fields = serializers.DictField()
    is_published = serializers.BooleanField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    conflicts = CorrectionSchema(many=True, help_text="Corrections that the feed has contradicted since.")


class OrganizerPageSchema(serializers.Serializer[Any]):
    results = OrganizerMeetingSchema(many=True)
    next = serializers.CharField(allow_null=True)


class DifferenceSchema(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="Such as `notes`, `place.street`, `formats`.")
    before = serializers.JSONField(allow_null=True, help_text="Null: nothing. Of formats and dates: what is gone.")
    after = serializers.JSONField(allow_null=True, help_text="Null: nothing. Of formats and dates: what is new.")


class ChangeSchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=MeetingChange.Kind.choices)
    by = serializers.ChoiceField(choices=["you", "organizer", "feed", "clock"])
    feed = serializers.CharField(allow_null=True, help_text="Its name, where a feed made the change.")
    diff = DifferenceSchema(many=True)


class ChangePageSchema(serializers.Serializer[Any]):
    results = ChangeSchema(many=True)
    next = serializers.CharField(allow_null=True)


class CorrectionListSchema(serializers.Serializer[Any]):
    results = CorrectionSchema(many=True)


class NamedMeetingSchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()


class ConflictSchema(CorrectionSchema):
    meeting = NamedMeetingSchema()


class ConflictPageSchema(serializers.Serializer[Any]):
    results = ConflictSchema(many=True)
    next = serializers.CharField(allow_null=True)


class PossibleDoubleSchema(NamedMeetingSchema):
    service_body = ServiceBodyNameSchema(allow_null=True)


class DuplicateSchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    reason = serializers.CharField()
    found_at = serializers.DateTimeField()
    meetings = PossibleDoubleSchema(many=True)


class DuplicatePageSchema(serializers.Serializer[Any]):
    results = DuplicateSchema(many=True)
    next = serializers.CharField(allow_null=True)


class TranslationSchema(serializers.Serializer[Any]):
    language = serializers.CharField()
    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()


class FormatSchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    world_id = serializers.CharField()
    type = serializers.CharField()
    translations = TranslationSchema(many=True)


class FormatPageSchema(serializers.Serializer[Any]):
    results = FormatSchema(many=True)
    next = serializers.CharField(allow_null=True)


class ServiceBodySchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    parent_id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    description = serializers.CharField()
    type = serializers.CharField()
    url = serializers.CharField()
    helpline = serializers.CharField()
    world_id = serializers.CharField()


class ServiceBodyPageSchema(serializers.Serializer[Any]):
    results = ServiceBodySchema(many=True)
    next = serializers.CharField(allow_null=True)


class SearchSchema(serializers.Serializer[Any]):
    """What can be asked for. All filters hold together; lists are separated by commas."""

    near = serializers.CharField(
        required=False, help_text="`lat,lon` in degrees: the nearest within 400 km, or all within `radius_km`."
    )
    radius_km = serializers.FloatField(required=False, min_value=0, max_value=50_000)
    q = serializers.CharField(
        required=False,
        max_length=200,
        help_text="Beginnings of words of name, place, notes or service body, in any order; slips are forgiven.",
    )
    weekday = serializers.CharField(required=False, help_text="0 (Sunday) to 6; any of several.")
    starts_after = serializers.CharField(required=False, help_text="`HH:MM`, included.")
    starts_before = serializers.CharField(
        required=False, help_text="`HH:MM`, not included; earlier than `starts_after` means past midnight."
    )
    happening = serializers.ChoiceField(required=False, choices=["now"], help_text="On now, in its own zone.")
    starting_within_minutes = serializers.IntegerField(
        required=False, min_value=0, max_value=1440, help_text="With `happening=now`: on now or starting soon."
    )
    venue_type = serializers.CharField(required=False, help_text="in_person, virtual, hybrid; any of several.")
    formats = serializers.CharField(required=False, help_text="Ids or keys; all of them.")
    language = serializers.CharField(required=False, help_text="Such as `es`; any of several.")
    service_body = serializers.IntegerField(
        required=False, min_value=1, help_text="An id; the bodies below are included."
    )
    sort = serializers.ChoiceField(
        required=False, choices=["distance", "time"], help_text="By distance where `near` is given, else by time."
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=20)
    cursor = serializers.CharField(required=False, help_text="From `next`; carries its filters.")


class SliceQuery(serializers.Serializer[Any]):
    """Which part of the listing: a service body, an area, or all of it."""

    service_body = serializers.IntegerField(
        required=False, min_value=1, help_text="An id; the bodies below are included."
    )
    near = serializers.CharField(required=False, help_text="`lat,lon` in degrees, with `radius_km`.")
    radius_km = serializers.FloatField(required=False, min_value=0, max_value=50_000)


class ChangesQuery(SliceQuery):
    since = serializers.CharField(
        required=False, help_text="The `next` of a snapshot or of earlier changes of the same slice; 0: from the start."
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=1_000, default=100)


class TombstoneSchema(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    withdrawn_at = serializers.DateTimeField()


class ChangesSchema(serializers.Serializer[Any]):
    """In order of change. A tombstone stands for a meeting that is no longer in the slice, or never was."""

    results = serializers.ListField(
        child=PolymorphicProxySerializer(
            component_name="Change", serializers=[ListingSchema, TombstoneSchema], resource_type_field_name=None
        )
    )
    next = serializers.CharField(help_text="Where to go on from, now or later.")
    more = serializers.BooleanField()


class SnapshotSchema(serializers.Serializer[Any]):
    results = ListingSchema(many=True)
    next = serializers.CharField(help_text="The `since` of the first changes after this copy.")


class OccurrencesQuery(serializers.Serializer[Any]):
    until = serializers.CharField(
        required=False, help_text="An instant, not included, or a day, included. 92 days later, if not given."
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=20)


class OccurrenceExceptionSchema(SpanExceptionSchema):
    """What is different about one happening; null is as always."""

    recurrence_id = serializers.CharField(allow_null=True, help_text="When it would have been, by its own clock.")


class OccurrenceSchema(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    local = serializers.CharField(help_text="The start by the clock of `tzid`.")
    tzid = serializers.CharField()
    status = serializers.ChoiceField(choices=["confirmed", "cancelled"])
    exception = OccurrenceExceptionSchema(allow_null=True)


class OccurrencePageSchema(serializers.Serializer[Any]):
    results = OccurrenceSchema(many=True)
    next = serializers.CharField(allow_null=True, help_text="The `from` of what follows in the window.")


class CalendarQuery(serializers.Serializer[Any]):
    discreet = serializers.ChoiceField(
        required=False, choices=["0", "1"], help_text="1: no name, place, link or note; a neutral title."
    )


class SearchCalendarQuery(SearchSchema, CalendarQuery):
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=100)
    cursor = None  # type: ignore[assignment]  # a calendar has no pages
