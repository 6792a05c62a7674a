"""What a BMLT search asks for, after reading and before SQL."""

from dataclasses import dataclass

from meetings.bmlt.parameters import NOT_ASKED, Signed
from meetings.search.geometry import Point

MILES_PER_DEGREE = 69.0
KM_PER_DEGREE = 111.111


@dataclass(frozen=True)
class Around:
    """A geographic search. Without a width it only computes distances.

    A negative width asks for the smallest of fixed radii that holds so many meetings.
    """

    centre: Point
    width: float | None = None
    per_degree: float = MILES_PER_DEGREE
    sorts: bool = False

    @property
    def wanted(self) -> int | None:
        """How many meetings an automatic radius has to hold."""
        return int(-self.width) if self.width is not None and self.width < 0 else None


@dataclass(frozen=True)
class FieldFilter:
    """One field has exactly one of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class TimeFilter:
    """Minutes; the bounds of starts are not included, those of ends and durations are."""

    starts_after: int | None = None
    starts_before: int | None = None
    ends_before: int | None = None
    min_duration: int | None = None
    max_duration: int | None = None


ANY_TIME = TimeFilter()


@dataclass(frozen=True)
class Page:
    size: int
    number: int = 1

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


@dataclass(frozen=True)
class Criteria:
    """All filters hold together. `published`: True, False, or None for both."""

    meeting_ids: Signed = NOT_ASKED
    weekdays: Signed = NOT_ASKED
    venue_types: Signed = NOT_ASKED
    services: Signed = NOT_ASKED
    recursive: bool = False
    formats: Signed = NOT_ASKED
    any_format: bool = False
    field: FieldFilter | None = None
    times: TimeFilter = ANY_TIME
    words: tuple[str, ...] = ()  # any of them
    ids: tuple[int, ...] | None = None  # from SearchString; any of them
    around: Around | None = None
    published: bool | None = True
    sort_keys: tuple[str, ...] = ()
    page: Page | None = None

    @property
    def is_wide(self) -> bool:
        """Whether it may well return the whole listing."""
        narrowing = (
            self.meeting_ids.include,
            self.services.include,
            self.field,
            self.words,
            self.ids,
            self.around and self.around.width is not None,
            self.page and self.page.size <= 100,
        )
        return not any(narrowing)


@dataclass(frozen=True)
class Shape:
    """How the answer is written, whatever was found."""

    fields: tuple[str, ...] = ()  # empty: all
    language: str = "en"
    formats_only: bool = False
    with_formats: bool = False


@dataclass(frozen=True)
class NoSense:
    """A search that makes no sense: BMLT answers it with an empty list."""


@dataclass(frozen=True)
class AddressSearch:
    """A place in words: we have no geocoder to ask."""
