"""The record of imports: each run with its outcome and report, kept also where the run changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from backend.api.clock import database_now
from backend.api.problems import Problem
from meetings.imports.report import ImportHeld, Report
from meetings.models import ImportRun, Source

Outcome = ImportRun.Outcome
# Reports are long; what was done and when stays for ever, and so does every change in the history.
KEEP_REPORTS = timedelta(days=90)
# Longer than any import takes: its process is gone.
LOST_AFTER = timedelta(hours=6)


@contextmanager
def recorded(source: Source, report: Report, *, now: datetime) -> Iterator[ImportRun]:
    """Record what becomes of the import inside, whatever becomes of it. Its own exceptions go on."""
    run = ImportRun.objects.create(source=source, started_at=now)
    try:
        yield run
    except ImportHeld as held:
        _finish(run, Outcome.HELD, _kept(report) | {"lost": held.extensions["lost"], "problem": held.as_json()})
        raise
    except Problem as problem:
        _finish(run, Outcome.FAILED, {"problem": problem.as_json()})
        raise
    except BaseException as error:
        # Of a bug, and of Ctrl-C, only the kind is kept: its text may quote a row.
        _finish(run, Outcome.FAILED, {"problem": {"code": type(error).__name__}})
        raise
    changed_nothing = not (report.created or report.changed or report.withdrawn or report.differences)
    _finish(run, Outcome.UNCHANGED if changed_nothing else Outcome.DONE, _kept(report))
    Source.objects.filter(pk=source.pk).update(last_success_at=run.finished_at)


def record_failure(source: Source, problem: Problem, *, now: datetime) -> ImportRun:
    """Record an import that could not even read its source."""
    run = ImportRun(source=source, started_at=now)
    return _finish(run, Outcome.FAILED, {"problem": problem.as_json()})


def record_unchanged(source: Source, *, now: datetime) -> ImportRun:
    """Record that the source says it is as it was; nothing was read."""
    run = _finish(ImportRun(source=source, started_at=now), Outcome.UNCHANGED, {})
    Source.objects.filter(pk=source.pk).update(last_success_at=run.finished_at)
    return run


def prune(*, now: datetime) -> None:
    """Drop the reports of old runs, and say of runs whose process was killed that they failed."""
    counts = ("created", "changed", "unchanged", "withdrawn", "rows", "counts", "lost", "undone")
    old = ImportRun.objects.filter(started_at__lt=now - KEEP_REPORTS, report__has_key="skipped")
    for run in old.iterator(chunk_size=100):
        run.report = {name: run.report[name] for name in counts if name in run.report}
        run.save(update_fields=["report"])
    lost = ImportRun.objects.filter(outcome=Outcome.RUNNING, started_at__lt=now - LOST_AFTER)
    lost.update(outcome=Outcome.FAILED, finished_at=now, report={"problem": {"code": "interrupted"}})


def _finish(run: ImportRun, outcome: Outcome, report: dict[str, Any]) -> ImportRun:
    run.outcome, run.finished_at, run.report = outcome, database_now(), report
    run.save()
    return run


def _kept(report: Report) -> dict[str, Any]:
    """Without the differences: the history has them, word for word."""
    kept = report.as_json() | {"counts": report.counts}
    del kept["differences"]
    return kept
