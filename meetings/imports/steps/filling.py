"""Letting a meeting say what a feed says of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meetings.dates.occurrences import WEEK_ZERO, first_on, weekly_rule
from meetings.imports.facts import MeetingFacts
from meetings.models import Format, Meeting, Place, ServiceBody
from meetings.stored import documents

# Slugs of ours end in the id; one of a feed that does so too could be the next one of ours.
_LIKE_OURS = re.compile(r"-[1-9]\d*$|^\d+$")


@dataclass(frozen=True)
class Known:
    """What the listings refer to, by our ids, and the slugs that are taken."""

    bodies: dict[int, ServiceBody]
    formats: dict[int, Format]
    slugs: set[str]


def slugs_taken(listings: Iterable[MeetingFacts]) -> set[str]:
    wanted = {facts.slug for facts in listings if facts.slug}
    return set(Meeting.objects.filter(slug__in=wanted).values_list("slug", flat=True))


def new_meeting(facts: MeetingFacts, our_id: int, known: Known) -> Meeting:
    """The feed's own slug is kept where it is free: links and favourites elsewhere carry it."""
    slug = facts.slug
    if not slug or slug in known.slugs or _LIKE_OURS.search(slug):
        slug = documents.lasting_slug(facts.name, our_id)
    known.slugs.add(slug)
    return Meeting(id=our_id, slug=slug)


def fill(meeting: Meeting, facts: MeetingFacts, place: Place | None, body: ServiceBody | None) -> None:
    for name in COPIED:
        setattr(meeting, name, getattr(facts, name))
    meeting.starts_on, meeting.rrule = first_on(facts.weekday, WEEK_ZERO), weekly_rule(facts.weekday)
    meeting.place, meeting.service_body = place, body
    meeting.languages = list(facts.languages)
    meeting.accessibility = dict.fromkeys(facts.accessibility, True)
    meeting.custom_fields = dict(facts.custom_fields)
    if meeting.state != facts.state:
        # Until when, no feed says.
        meeting.state, meeting.state_until = facts.state, None
    if facts.last_confirmed_on:
        meeting.last_confirmed_on = facts.last_confirmed_on


COPIED: Sequence[str] = (
    "name",
    "world_id",
    "notes",
    "weekday",
    "start_time",
    "duration_minutes",
    "tzid",
    "tzid_inferred",
    "venue_type",
    "online_url",
    "online_phone",
    "online_notes",
    "text_language",
)
