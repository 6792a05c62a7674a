"""What an operator writes down after trying a help line. Nothing that was written is changed."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from backend.api.problems import NotFound, PreconditionFailed
from backend.crisis.lines import packaged_lines
from backend.crisis.models import LineVerification
from backend.crisis.verifying.reading import current_findings

Outcome = LineVerification.Outcome


def findings_of(line_id: str) -> QuerySet[LineVerification]:
    """Return all that was found about a line, the newest first. Raises NotFound for a line that no release has."""
    if all(line["id"] != line_id for _, line in packaged_lines()):
        raise NotFound
    return LineVerification.objects.filter(line_id=line_id).select_related("verified_by").order_by("-id")


@transaction.atomic
def verify_line(line_id: str, *, by: UUID, page: str, seen: int, now: datetime) -> None:
    """Note that the line's own page was opened, and number and hours are right.

    `seen` is the number of the newest finding that the operator knows of, 0 for none. Raises NotFound, and
    PreconditionFailed when somebody else has found something since: a dead line must not come back unseen.
    """
    newest = _newest(line_id)
    if newest is not None and _is_a_repeat(newest, Outcome.RIGHT, by, page, now):
        return
    if seen != (newest.pk if newest else 0):
        raise PreconditionFailed
    _note(LineVerification(line_id=line_id, outcome=Outcome.RIGHT, page=page, verified_on=now.date()), by, now)


@transaction.atomic
def report_line(line_id: str, *, by: UUID, page: str, now: datetime) -> None:
    """Note that nobody answers or the number is wrong, whatever was found meanwhile: the line is hidden from now on."""
    newest = _newest(line_id)
    if newest is None or not _is_a_repeat(newest, Outcome.WRONG, by, page, now):
        _note(LineVerification(line_id=line_id, outcome=Outcome.WRONG, page=page), by, now)


def _newest(line_id: str) -> LineVerification | None:
    """Findings follow one another from here on. Whoever reads them does not wait."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE crisis_lineverification IN SHARE ROW EXCLUSIVE MODE")
    return findings_of(line_id).first()


def _is_a_repeat(newest: LineVerification, outcome: Outcome, by: UUID, page: str, now: datetime) -> bool:
    """A form that is sent twice is one finding; one that names another page is another."""
    found = (newest.outcome, newest.verified_by_id, newest.page, newest.noted_at.date())
    return found == (outcome, by, page, now.date())


def _note(finding: LineVerification, by: UUID, now: datetime) -> None:
    finding.verified_by_id, finding.noted_at = by, now
    finding.save(force_insert=True)
    # What processes without a database will know is written at once, and not when somebody next asks.
    transaction.on_commit(current_findings)
