"""The tables: what listings say, where they come from, what they said before, and what is derived from them."""

from meetings.models.following import (
    ChangeCounter,
    CustomField,
    MeetingDeparture,
    MeetingOccurrence,
    MeetingProjection,
)
from meetings.models.history import MeetingChange, MeetingOverlay, PossibleDuplicate
from meetings.models.listings import Meeting, MeetingContact, MeetingFormat, State, VenueType
from meetings.models.sources import ImportRun, Source, SourceRow
from meetings.models.structure import Format, FormatTranslation, OrganizerServiceBody, Place, ServiceBody
from meetings.models.words import SearchWord, WordTrigram

__all__ = [
    "ChangeCounter",
    "CustomField",
    "Format",
    "FormatTranslation",
    "ImportRun",
    "Meeting",
    "MeetingChange",
    "MeetingContact",
    "MeetingDeparture",
    "MeetingFormat",
    "MeetingOccurrence",
    "MeetingOverlay",
    "MeetingProjection",
    "OrganizerServiceBody",
    "Place",
    "PossibleDuplicate",
    "SearchWord",
    "ServiceBody",
    "Source",
    "SourceRow",
    "State",
    "VenueType",
    "WordTrigram",
]
