"""What operators have found so far; the answer outlives the database."""

from django.db.models import Max, Q

from backend.api.quick_connection import answered_soon
from backend.crisis.models import LineVerification
from backend.crisis.verifying import last_good
from backend.crisis.verifying.findings import BEFORE_ALL, Findings


def current_findings() -> Findings:
    """Never waits long for a database that is gone or hangs; then the last good copy has to do."""
    return last_good.findings.current(ask)


def keep_fresh() -> None:
    last_good.findings.refresh(ask)


@answered_soon()
def ask() -> Findings:
    """Return what the database says. Raises what UNANSWERED names."""
    wrong = Q(outcome=LineVerification.Outcome.WRONG)
    rows = list(
        LineVerification.objects.values_list("line_id").annotate(
            *(Max(name) for name in ("verified_on", "noted_at", "id")),
            wrong_id=Max("id", filter=wrong),
            wrong_at=Max("noted_at", filter=wrong),
        )
    )
    return Findings(
        verified={line: verified_on for line, verified_on, *_ in rows if verified_on},
        dead={line: wrong_at.date() for line, _, _, newest, newest_wrong, wrong_at in rows if newest == newest_wrong},
        newest_at=max((noted_at for _, _, noted_at, *_ in rows), default=BEFORE_ALL),
    )
