"""An import that an operator starts by hand."""

from dataclasses import dataclass
from datetime import datetime

from meetings.imports.reading.opening import open_source, source_identity
from meetings.imports.reading.zones import is_zone
from meetings.imports.report import Report, SourceUnreadable
from meetings.imports.taking_over import import_feed
from meetings.models import Source, SourceRow

# Of Source.identity.
MAX_NAME = 500


@dataclass(frozen=True)
class Wish:
    """What to import. Without a name a source is called as its address; a format and a zone are for sources that say
    neither themselves."""

    address: str
    name: str = ""
    format: str | None = None
    tzid: str = ""


@dataclass(frozen=True)
class Imported:
    report: Report
    format: str
    is_guess: bool


def import_source(wish: Wish, *, accept_shrink: bool, dry_run: bool, now: datetime) -> Imported:
    """Read a folder, file or address, and take it over. Raises SourceUnreadable, ImportHeld."""
    identity = _identity(wish)
    known = Source.objects.filter(identity=identity).first()
    spoken = wish.format or (_usual_format(known) if known else None)
    opened = open_source(wish.address, format=spoken)
    tzid = wish.tzid or (known.tzid if known else "")
    if not dry_run:
        _remember(identity, wish.address, opened.format, tzid)
    report = import_feed(
        opened.feed, source_name=identity, tzid=tzid, accept_shrink=accept_shrink, dry_run=dry_run, now=now
    )
    return Imported(report, opened.format, is_guess=spoken is None)


def _identity(wish: Wish) -> str:
    identity = wish.name or source_identity(wish.address)
    if len(identity) > MAX_NAME:
        raise SourceUnreadable(f"The source's name is longer than {MAX_NAME} characters; give it one by --source.")
    if wish.tzid and not is_zone(wish.tzid):
        raise SourceUnreadable(f"{wish.tzid} is not the name of an IANA zone.")
    return identity


def _usual_format(known: Source) -> str | None:
    """What a source is registered with, or has brought rows in; of a file without any the next one is guessed anew."""
    is_certain = known.every_minutes or SourceRow.objects.filter(source=known).exists()
    return known.format if is_certain else None


def _remember(identity: str, address: str, format: str, tzid: str) -> None:
    """Keep where it was read, so that a held run can be approved; the address of a schedule stays what it is."""
    source, _ = Source.objects.get_or_create(identity=identity)
    source.format, source.tzid = format, tzid
    if not source.every_minutes:
        source.address = source_identity(address)[:2000]
    source.save(update_fields=["format", "tzid", "address"])
