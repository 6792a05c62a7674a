"""Importing a feed: what it says becomes ours, what it said before and says no more becomes a tombstone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from meetings.imports.facts import Feed
from meetings.imports.reading.download import Validators
from meetings.imports.report import ImportHeld, Report
from meetings.imports.sources import runs
from meetings.imports.steps import duplicates
from meetings.imports.steps.takeover import Takeover
from meetings.models import ImportRun, Source

# A feed that loses more than this share of its published meetings at once is more often broken than right.
SHRINK_SHARE = 0.2
# Of all advisory locks of this database; any number that nobody else takes.
_IMPORTING = 4_118_202


def import_feed(
    feed: Feed,
    *,
    source_name: str,
    accept_shrink: bool = False,
    approved_loss: int = 0,
    dry_run: bool = False,
    tzid: str = "",
    validators: Validators | None = None,
    now: datetime,
) -> Report:
    """Bring our listing to what the feed says, and report each row that was skipped or repaired.

    The same feed again changes nothing. Up to `approved_loss` meetings may go without asking. Raises ImportHeld; then
    nothing was changed, but the run and its report are kept. A dry run keeps nothing, and reports the same.
    `tzid` is that of rows whose zone nothing else tells; `validators` are kept with what came under them.
    """
    report, given = Report(), _Input(feed, tzid, None if accept_shrink else approved_loss)
    if dry_run:
        _rehearse(given, source_name, report, now)
        return report
    source = Source.objects.get_or_create(identity=source_name)[0]
    with runs.recorded(source, report, now=now) as run, transaction.atomic():
        _carry_out(given, source, run, report, now)
        if validators is not None:
            Source.objects.filter(pk=source.pk).update(validators=validators)
    return report


@dataclass(frozen=True)
class _Input:
    """`approved_loss`: None lets any number of meetings go."""

    feed: Feed
    tzid: str
    approved_loss: int | None


@transaction.atomic
def _rehearse(given: _Input, source_name: str, report: Report, now: datetime) -> None:
    _carry_out(given, Source.objects.get_or_create(identity=source_name)[0], None, report, now)
    transaction.set_rollback(True)


def _carry_out(given: _Input, source: Source, run: ImportRun | None, report: Report, now: datetime) -> None:
    facts = given.feed.read(report)
    _wait_for_turn()
    locked = Source.objects.select_for_update().get(pk=source.pk)
    locked.tzid = given.tzid or locked.tzid
    takeover = Takeover(facts, locked, run, report, now)
    published, lost = takeover.published_and_lost()
    touched = takeover.carry_out()
    report.duplicates += duplicates.flag(touched, now=now)
    # Judged at the end, so that the report of a held run tells all that would have happened.
    if given.approved_loss is not None and lost > max(SHRINK_SHARE * published, given.approved_loss):
        raise ImportHeld(report, lost=lost, published=published)


def _wait_for_turn() -> None:
    """Until the end of the transaction no other import is carried out.

    Two of one source would each withdraw what the other has just brought; two of any would both find the same ids free.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTING])
