"""Check-ins whose window has ended: how each came to be missed is told, and what follows from it is done.

All in one transaction: a miss that has been written has been followed.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import DataClass, Person
from backend.aftercare.life_events import paused_people
from backend.aftercare.models import CheckIn, Response
from backend.aftercare.quiet.facts import Missed, missed_of
from backend.aftercare.quiet.missed_policy import rules_of
from backend.care_team import alerts
from notifications.notices.reaching import reaches_of

# Answers of these people wait for so long as a batch takes.
BATCH = 50


@transaction.atomic
def close_batch(*, now: datetime) -> int:
    """Mark what nobody answered as missed, parts of a form kept, and tell who has to know; return how many."""
    ended = _locked(now)
    _mark(ended)
    for missed in missed_of(_waited_for(ended, now), now=now):
        _tell(missed, now)
    return len(ended)


def _locked(now: datetime) -> list[CheckIn]:
    """Lock people before their check-ins, as an answer does; who is answering at this moment is passed over."""
    ended = CheckIn.objects.past_closing(now).order_by("closes_at")
    found = dict(ended.values_list("pk", "person_id")[:BATCH])
    people = Person.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=set(found.values()))
    locked = set(people.values_list("pk", flat=True))
    mine = ended.filter(pk__in=[pk for pk, person_id in found.items() if person_id in locked])
    return list(mine.select_for_update(skip_locked=True))


def _mark(ended: Sequence[CheckIn]) -> None:
    asked = [each for each in ended if each.is_asked]
    begun = set(Response.objects.filter(check_in__in=asked).values_list("check_in_id", flat=True))
    since = min((each.opened_at for each in asked), default=None)
    reaches = reaches_of([each.pk for each in asked], since=since) if since else {}
    for each in ended:
        each.state = CheckIn.State.MISSED
        if each.pk in reaches:
            reach = reaches[each.pk]
            # Who has answered a part has seen it, whatever their phone told.
            each.miss = CheckIn.Miss.SEEN if each.pk in begun else CheckIn.Miss(reach.state)
            each.miss_why = reach.why
    CheckIn.objects.bulk_update(ended, ["state", "miss", "miss_why"])


def _waited_for(ended: Sequence[CheckIn], now: datetime) -> list[UUID]:
    """Return what a site asked of those whom it waits for: a pause that its staff have put on record takes all rules.

    An absence of the person's own making takes some of them: see missed_policy.
    """
    asked: dict[UUID, list[CheckIn]] = {}
    for each in ended:
        if each.is_asked and each.site_id is not None:
            asked.setdefault(each.site_id, []).append(each)
    paused = {
        site_id: paused_people({each.person_id for each in some}, site_id, now) for site_id, some in asked.items()
    }
    return [each.pk for site_id, some in asked.items() for each in some if each.person_id not in paused[site_id]]


def _tell(missed: Missed, now: datetime) -> None:
    """Open or raise the alert of the site that asked; without an owner or consent there is none."""
    rules = rules_of(missed.miss, missed.limits)
    if rules:
        alerts.open_or_raise(
            missed.check_in.person,
            max(rule.level for rule in rules),
            about=("check-in", missed.check_in.pk),
            rules=[rule.name for rule in rules],
            needs=(DataClass.PLAN,),
            site_id=missed.check_in.site_id,
            now=now,
        )
