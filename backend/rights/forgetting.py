"""What has been kept long enough is forgotten, a bounded number of rows at a time."""

from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from dateutil.relativedelta import relativedelta

import notifications.retention
from backend.accounts import retention as accounts
from backend.accounts.models import Site
from backend.accounts.policies import policies_of
from backend.accounts.retention import Cutoffs
from backend.aftercare import retention as aftercare
from backend.care_team import retention as care_team
from backend.coping import retention as coping
from backend.rights.retention import retention
from notifications.workers import for_a_turn

AT_ONCE = 1000
# Accounts last: an erased person's row goes when nothing points at it any more.
APPS = (
    aftercare.forget_before,
    coping.forget_before,
    care_team.forget_before,
    notifications.retention.forget_before,
    accounts.forget_before,
)

log = structlog.get_logger(__name__)


def apply_retention(*, now: datetime) -> int:
    """Forget what is past its time in every app; return how many rows. What a turn leaves waits for the next day."""
    cutoffs = cutoffs_at(now)
    count = sum(for_a_turn(partial(forget_before, cutoffs, at_most=AT_ONCE)) for forget_before in APPS)
    log.info("forgotten", count=count)
    return count


def cutoffs_at(now: datetime) -> Cutoffs:
    rules = retention().rules
    return Cutoffs(**{code: rule.cutoff(now) for code, rule in rules.items()}, check_ins_of=_check_ins_of(now))


def _check_ins_of(now: datetime) -> dict[UUID, datetime]:
    decided = {site.pk: policies_of(site).check_in_months for site in Site.objects.exclude(policies={})}
    return {site_id: now - relativedelta(months=months) for site_id, months in decided.items()}
