"""What a feed says, read and cleaned: the same for every kind of feed.

The row number is left out of comparison and repr: the same listing further down is the same listing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Protocol

from meetings.imports.report import Report, Row
from meetings.venues import PlaceFacts


@dataclass(frozen=True)
class ServiceBodyFacts:
    """`is_shared`: known by a code or name that feeds share, not by an id of this one; what stands here is meant."""

    row: Row = field(compare=False, repr=False)
    upstream_id: str
    parent_id: str  # empty: a root
    name: str
    description: str
    type: str
    url: str
    helpline: str
    world_id: str
    is_shared: bool = False


@dataclass(frozen=True)
class TranslationFacts:
    language: str
    key: str
    name: str
    description: str


@dataclass(frozen=True)
class FormatFacts:
    """`is_shared` as for service bodies: the feed has codes, and no formats of its own."""

    row: Row = field(compare=False, repr=False)
    upstream_id: str
    world_id: str
    type: str
    translations: tuple[TranslationFacts, ...]
    is_shared: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(each.key for each in self.translations)


@dataclass(frozen=True)
class MeetingFacts:
    """One listing. `coordinates` say where a clock hangs; only `place` says where people sit.

    `family` is what the row calls itself where one row, or several of that name, make several listings; empty where
    `upstream_id` is the source's own id of this one listing.
    """

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
    accessibility: tuple[str, ...]
    service_body_id: str
    notes: str
    is_published: bool = True
    tzid_inferred: bool = False
    family: str = ""
    slug: str = ""  # the feed's own, where it has one
    text_language: str = "en"
    custom_fields: tuple[tuple[str, str], ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()  # private: named as BMLT names them
    last_confirmed_on: date | None = None


@dataclass(frozen=True)
class FeedFacts:
    """`unread` are identities of rows that could not be read: their meetings have not vanished."""

    service_bodies: Sequence[ServiceBodyFacts]
    formats: Sequence[FormatFacts]
    meetings: Sequence[MeetingFacts]
    unread: frozenset[str]


class Feed(Protocol):
    """A source's rows as they came, of any kind."""

    def read(self, report: Report) -> FeedFacts:
        """Read every row that can become a listing; the others are in the report."""
