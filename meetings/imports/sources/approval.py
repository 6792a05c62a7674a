"""Letting a held import through: an operator has looked at its report."""

from datetime import datetime

from meetings.imports.reading.opening import open_source
from meetings.imports.report import Report
from meetings.imports.sources.registry import SourceRefusedError
from meetings.imports.taking_over import import_feed
from meetings.models import ImportRun


def approve(run_id: int, *, now: datetime) -> Report:
    """Read the source of a held run again, and let go as many meetings as that run would have.

    Raises SourceRefusedError, SourceUnreadable, and ImportHeld when even more are gone by now.
    """
    run = ImportRun.objects.select_related("source").filter(pk=run_id).first()
    if run is None or run.outcome != ImportRun.Outcome.HELD:
        raise SourceRefusedError("There is no held import with this number.")
    if not run.source.address:
        raise SourceRefusedError("The source has no address; repeat its import with --accept-shrink.")
    opened = open_source(run.source.address, format=run.source.format)
    return import_feed(opened.feed, source_name=run.source.identity, approved_loss=run.report["lost"], now=now)
