"""The staff of a site, and somebody who leaves it: nobody whom they followed is left without anyone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q

from backend.accounts import sessions
from backend.accounts.keys import store
from backend.accounts.models import Assignment, Cover, Person, Staff
from backend.accounts.staffing import FOLLOWING_ROLES, assign
from backend.api.problems import Invalid, InvalidRequest, NotFound, Problem
from backend.care_team.alerts.handing_over import hand_over
from backend.care_team.duty.roles import MANAGING_ROLES, require_role
from backend.care_team.following.membership import colleague_who_follows, end_assignments
from backend.care_team.models import Alert
from backend.care_team.telling import tell_watching_changed


class SuccessorRequired(Problem):
    code, status = "successor-required", 422
    title = "They follow people, cover for somebody or own an alert. Say who takes over."


@dataclass(frozen=True)
class Duties:
    """What must not be left to nobody."""

    people: Sequence[Person]
    alerts: Sequence[Alert]
    covers: Sequence[Cover]

    @property
    def are_none(self) -> bool:
        return not (self.people or self.alerts or self.covers)


@dataclass(frozen=True)
class Colleague:
    """`followed` is how many people they follow; None for whom that is no business."""

    staff: Staff
    followed: int | None


def colleagues_of(staff: Staff, *, now: datetime) -> list[Colleague]:
    """Return the active staff of one's site, by handle."""
    found = list(Staff.objects.filter(site=staff.site_id, account__is_active=True).select_related("account"))
    store.preload(each.pk for each in found)
    found.sort(key=lambda each: ((each.account.handle or "").casefold(), each.pk))
    if staff.role != Staff.Role.SUPERVISOR:
        return [Colleague(each, None) for each in found]
    counts = _followed_by(found, now=now)
    return [Colleague(each, counts.get(each.pk, 0)) for each in found]


def who_can_follow(colleagues: Iterable[Colleague]) -> list[Staff]:
    return [each.staff for each in colleagues if each.staff.role in FOLLOWING_ROLES]


@transaction.atomic
def leave(staff: Staff, colleague_id: UUID, successor_id: UUID | None, *, now: datetime) -> None:
    """Let a colleague go: their people and alerts pass to a successor, the people are told, and nothing opens any more.

    Raises Forbidden for who does not manage the site, NotFound, InvalidRequest, SuccessorRequired.
    """
    require_role(staff, *MANAGING_ROLES)
    colleague = _locked(staff, colleague_id)
    duties = _duties_of(colleague, now=now)
    if successor_id is not None:
        _pass_on(colleague, _successor(staff, colleague, successor_id, duties), duties, now=now)
    elif not duties.are_none:
        raise SuccessorRequired
    Cover.objects.filter(absent=colleague, ends_at__gt=now, cancelled_at=None).update(cancelled_at=now)
    _close_account(colleague, now=now)


def _followed_by(colleagues: Sequence[Staff], *, now: datetime) -> dict[UUID, int]:
    active = Assignment.objects.active(now).filter(staff__in=colleagues, site=F("staff__site"))
    counted = active.values("staff").annotate(count=Count("person", distinct=True)).order_by()
    return dict(counted.values_list("staff", "count"))


def _locked(staff: Staff, colleague_id: UUID) -> Staff:
    """Nobody lets themselves go: the site would be left to nobody."""
    here = Staff.objects.filter(site=staff.site_id, account__is_active=True).exclude(pk=staff.pk)
    found = here.select_for_update(of=("self",)).select_related("account").filter(pk=colleague_id).first()
    if found is None:
        raise NotFound
    return found


def _duties_of(colleague: Staff, *, now: datetime) -> Duties:
    followed = Assignment.objects.active(now).filter(staff=colleague, site=colleague.site_id)
    # In one order, so that two who leave at once do not wait for each other.
    people = Person.objects.filter(pk__in=followed.values("person")).order_by("pk")
    alerts = Alert.objects.open().filter(Q(owner=colleague) | Q(claimed_by=colleague)).order_by("pk")
    covers = Cover.objects.filter(cover=colleague, ends_at__gt=now, cancelled_at=None)
    return Duties(
        list(people.select_for_update(no_key=True)), list(alerts.select_for_update()), list(covers.select_for_update())
    )


def _successor(staff: Staff, colleague: Staff, successor_id: UUID, duties: Duties) -> Staff:
    successor = colleague_who_follows(staff, successor_id, pointer="/successor_id")
    if successor.pk == colleague.pk:
        raise InvalidRequest(Invalid("/successor_id", "Name somebody who stays."))
    if any(cover.absent_id == successor.pk for cover in duties.covers):
        raise InvalidRequest(Invalid("/successor_id", "Your colleague covers for them: they are away themselves."))
    return successor


def _pass_on(colleague: Staff, successor: Staff, duties: Duties, *, now: datetime) -> None:
    for person in duties.people:
        end_assignments(person, colleague.site, now=now, of=[colleague.pk])
        assign(person, successor, now=now)
        tell_watching_changed(person, now=now)
    for alert in duties.alerts:
        owner = successor if alert.owner_id == colleague.pk else alert.owner
        hand_over(alert, owner, gone={colleague.pk}, now=now)
    for cover in duties.covers:
        _pass_on_cover(cover, successor, now=now)


def _pass_on_cover(cover: Cover, successor: Staff, *, now: datetime) -> None:
    """As a second row: who covered until now stays on record."""
    Cover.objects.create(
        site_id=cover.site_id,
        absent_id=cover.absent_id,
        cover=successor,
        starts_at=max(cover.starts_at, now),
        ends_at=cover.ends_at,
        created_by_id=cover.created_by_id,
        created_at=now,
    )
    cover.cancelled_at = now
    cover.save(update_fields=["cancelled_at"])


def _close_account(colleague: Staff, *, now: datetime) -> None:
    colleague.account.is_active = False
    colleague.account.save(update_fields=["is_active"])
    sessions.end_sessions(colleague.account, now=now)
