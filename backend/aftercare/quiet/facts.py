"""What the rules about misses need to know, for a batch of check-ins with the same few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, When

from backend.accounts.models import Site
from backend.accounts.policies import BOUNDS, policies_of
from backend.aftercare.models import CheckIn, CheckInSchedule
from backend.aftercare.pauses import paused
from backend.aftercare.quiet import signs
from backend.aftercare.quiet.missed_policy import NO_POLICY, PAUSE, Limits, Miss, in_a_row

# A site counts no further.
MOST_IN_A_ROW = BOUNDS["missed_in_a_row"][1]
# What the person has reacted to is no miss, and breaks a row.
CLOSED = (CheckIn.State.MISSED, CheckIn.State.ANSWERED, CheckIn.State.DECLINED)


@dataclass(frozen=True)
class Missed:
    """A check-in that was missed, what the rules must know of it, and what its site has decided."""

    check_in: CheckIn
    miss: Miss
    limits: Limits


def missed_of(check_in_ids: Sequence[UUID], *, now: datetime) -> list[Missed]:
    """Return these, which were asked for by a site and are marked already, the first first."""
    if not check_in_ids:
        return []
    asked = CheckIn.objects.filter(pk__in=check_in_ids)
    check_ins = list(asked.select_related("person", "site", "schedule").order_by("closes_at", "pk"))
    facts = _facts(asked, now)
    away = _away(check_ins, now)
    return [
        Missed(each, _miss(each, facts[each.pk], is_away=each.pk in away), _limits(each.site)) for each in check_ins
    ]


def _facts(check_ins: QuerySet[CheckIn], now: datetime) -> dict[UUID, Mapping[str, Any]]:
    person, site = OuterRef("person"), OuterRef("site")
    rows = check_ins.values(
        "pk",
        by_schedule=_run(CheckIn.objects.filter(schedule=OuterRef("schedule"))),
        asked_alone=_run(CheckIn.objects.asked().filter(schedule=None, site=site)),
        reached=signs.reached(person, site),
        reached_on_alert=signs.reached_on_alert(person, site),
        serious_answer=signs.serious_answer(person, site),
        serious_alert=signs.serious_alert(person, site, now=now),
    )
    return {row["pk"]: row for row in rows}


def _run(asked: QuerySet[CheckIn]) -> ArraySubquery:
    """When this and those before it were missed, the last first; None stands for one that was answered or declined."""
    closed = asked.filter(person=OuterRef("person"), opened_at__lte=OuterRef("opened_at"), state__in=CLOSED)
    missed_at = Case(When(state=CheckIn.State.MISSED, then=F("closes_at")))
    ordered = closed.order_by("-opened_at", "-pk").annotate(missed_at=missed_at)
    return ArraySubquery(ordered.values("missed_at")[:MOST_IN_A_ROW])


def _away(check_ins: Iterable[CheckIn], now: datetime) -> set[UUID]:
    """Return the check-ins whose person the site does not wait for at the moment."""
    by_site: dict[UUID | None, list[CheckIn]] = {}
    for each in check_ins:
        by_site.setdefault(each.site_id, []).append(each)
    return {
        each.pk
        for site_id, some in by_site.items()
        if site_id is not None
        for away in [paused({each.person_id for each in some}, site_id, now)]
        for each in some
        if each.person_id in away
    }


def _miss(check_in: CheckIn, facts: Mapping[str, Any], *, is_away: bool) -> Miss:
    run = facts["by_schedule"] if check_in.schedule_id else facts["asked_alone"]
    return Miss(
        asked_at=check_in.opened_at,
        in_a_row=in_a_row(run, since=_latest(facts["reached"], facts["reached_on_alert"])),
        serious_at=_latest(facts["serious_answer"], facts["serious_alert"]),
        held_back=_held_back(check_in.schedule, is_away=is_away),
    )


def _held_back(schedule: CheckInSchedule | None, *, is_away: bool) -> frozenset[str]:
    has_no_policy = schedule is not None and schedule.missed_policy == CheckInSchedule.MissedPolicy.NONE
    return frozenset(name for name, holds in ((NO_POLICY, has_no_policy), (PAUSE, is_away)) if holds)


def _limits(site: Site | None) -> Limits:
    assert site is not None  # noqa: S101 - asked for by a site
    policies = policies_of(site)
    return Limits(policies.missed_in_a_row, timedelta(days=policies.missed_after_serious_days))


def _latest(*instants: datetime | None) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)
