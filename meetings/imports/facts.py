"""What a feed says, read and cleaned: the same for every kind of feed.

The row number is left out of comparison and repr: the same listing further down is the same listing.
"""

from dataclasses import dataclass, field
from datetime import time

from meetings.imports.report import Row
from meetings.venues import PlaceFacts


@dataclass(frozen=True)
class ServiceBodyFacts:
    row: Row = field(compare=False, repr=False)
    upstream_id: str
    parent_id: str  # empty: a root
    name: str
    description: str
    type: str
    url: str
    helpline: str
    world_id: str


@dataclass(frozen=True)
class TranslationFacts:
    language: str
    key: str
    name: str
    description: str


@dataclass(frozen=True)
class FormatFacts:
    row: Row = field(compare=False, repr=False)
    upstream_id: str
    world_id: str
    type: str
    translations: tuple[TranslationFacts, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(each.key for each in self.translations)


@dataclass(frozen=True)
class MeetingFacts:
    """One listing. `coordinates` say where a clock hangs; only `place` says where people sit."""

    row: Row = field(compare=False, repr=False)
    upstream_id: str
    name: str
    world_id: str
    weekday: int  # 0 is Sunday
    start_time: time
    duration_minutes: int
    tzid: str  # empty until it is inferred
    coordinates: tuple[float, float] | None
    venue_type: str
    state: str
    place: PlaceFacts | None
    online_url: str
    online_phone: str
    online_notes: str
    format_ids: tuple[str, ...]
    languages: tuple[str, ...]
    wheelchair: bool
    service_body_id: str
    notes: str
    is_published: bool
    tzid_inferred: bool = False
