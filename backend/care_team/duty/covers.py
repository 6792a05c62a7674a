"""Absences: who is away, and who looks after their people meanwhile. No absence without a cover."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.accounts.guard import SITE_ROLES
from backend.accounts.models import Cover, Site, Staff
from backend.accounts.staffing import FOLLOWING_ROLES
from backend.api.client_ids import claim
from backend.api.device_clock import corrected
from backend.api.problems import Forbidden, Invalid, InvalidRequest, NotFound, Problem
from backend.care_team.duty.roles import MANAGING_ROLES

LONGEST = timedelta(days=366)


class CoverUnfit(Problem):
    code, title, status = "cover-unfit", "This colleague cannot cover at that time.", 422

    def __init__(self, detail: str) -> None:
        super().__init__(errors=[{"pointer": "/cover_id", "detail": detail}])


class AbsenceOverlaps(Problem):
    code, title, status = "absence-overlaps", "There is an absence or a cover at that time already.", 422


@dataclass(frozen=True)
class Absence:
    """An absence as staff record it: `absent_id` None is oneself, `starts_at` None is now.

    `id` is the client's own, `body` what it sent, so that a repeat is known; the other two are its clock.
    """

    cover_id: UUID
    ends_at: datetime
    starts_at: datetime | None = None
    absent_id: UUID | None = None
    id: UUID | None = None
    body: Mapping[str, Any] | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@transaction.atomic
def record_absence(staff: Staff, absence: Absence, *, now: datetime) -> tuple[Cover, bool]:
    """Let a colleague cover: for oneself, or as a supervisor for anybody at the site. False: the same request again.

    Raises Forbidden, InvalidRequest, CoverUnfit, AbsenceOverlaps, IdTaken.
    """
    body = dict(absence.body or {})
    if absence.id and not claim(absence.id, account_id=staff.pk, kind="cover", body=body, among=Cover):
        return Cover.objects.get(pk=absence.id), False
    starts_at = absence.starts_at or now
    _check_times(starts_at, absence.ends_at, now=now)
    # One absence of a site at a time: two at once must not send people round in a circle.
    Site.objects.select_for_update(no_key=True).get(pk=staff.site_id)
    absent, cover = _absent(staff, absence.absent_id), _colleague(staff, absence.cover_id, "/cover_id")
    _check_fit(cover, absent)
    _check_free(cover, absent, starts_at, absence.ends_at)
    return Cover.objects.create(
        id=absence.id or uuid.uuid4(),
        site_id=staff.site_id,
        absent=absent,
        cover=cover,
        starts_at=starts_at,
        ends_at=absence.ends_at,
        created_by=staff,
        created_at=corrected(absence.occurred_at, absence.sent_at, now=now),
    ), True


def may_record_for(staff: Staff, absent_id: UUID) -> bool:
    """Whether an absence is theirs to record and to end: their own, and for a supervisor everybody's."""
    return absent_id == staff.pk or staff.role == Staff.Role.SUPERVISOR


def covers_of(staff: Staff) -> QuerySet[Cover]:
    """Return the absences that concern this staff member; for who runs the site, all of it."""
    here = Cover.objects.filter(site=staff.site_id).select_related("absent__account", "cover__account")
    return here if staff.role in MANAGING_ROLES else here.filter(Q(absent=staff) | Q(cover=staff))


@transaction.atomic
def end_absence(staff: Staff, cover_id: UUID, *, now: datetime) -> None:
    """End or cancel an absence, from this instant on. A second time changes nothing. Raises NotFound, Forbidden."""
    cover = covers_of(staff).select_for_update(of=("self",)).filter(pk=cover_id).first()
    if cover is None:
        raise NotFound
    _require_theirs(staff, cover.absent_id)
    if cover.cancelled_at is None and cover.ends_at > now:
        cover.cancelled_at = now
        cover.save(update_fields=["cancelled_at"])


def _check_times(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    if ends_at <= max(starts_at, now):
        raise InvalidRequest(Invalid("/ends_at", "Give an instant to come, after the start."))
    if ends_at - starts_at > LONGEST:
        raise InvalidRequest(Invalid("/ends_at", "An absence lasts a year at most."))


def _absent(staff: Staff, absent_id: UUID | None) -> Staff:
    if absent_id is None:
        return staff
    _require_theirs(staff, absent_id)
    return _colleague(staff, absent_id, "/absent_id")


def _require_theirs(staff: Staff, absent_id: UUID) -> None:
    if not may_record_for(staff, absent_id):
        raise Forbidden


def _colleague(staff: Staff, wanted: UUID, pointer: str) -> Staff:
    found = Staff.objects.filter(pk=wanted, site=staff.site_id).select_related("account").first()
    if found is None:
        raise InvalidRequest(Invalid(pointer, "There is no such colleague at your site."))
    return found


def _check_fit(cover: Staff, absent: Staff) -> None:
    if cover == absent:
        raise CoverUnfit("Nobody covers for themselves.")
    if not cover.account.is_active:
        raise CoverUnfit("This colleague's account is closed.")
    if absent.role == Staff.Role.ON_CALL and cover.role not in SITE_ROLES:
        raise CoverUnfit("Only supervisors and on-call staff answer for the whole site.")
    if absent.role != Staff.Role.ON_CALL and cover.role not in FOLLOWING_ROLES:
        raise CoverUnfit("Only counsellors and supervisors follow people.")


def _check_free(cover: Staff, absent: Staff, starts_at: datetime, ends_at: datetime) -> None:
    meanwhile = Cover.objects.filter(
        site=absent.site_id, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if meanwhile.filter(absent=cover).exists():
        raise CoverUnfit("This colleague is away then.")
    # Nor may who covers go away: the people of the third would be nobody's.
    if meanwhile.filter(Q(absent=absent) | Q(cover=absent)).exists():
        raise AbsenceOverlaps
