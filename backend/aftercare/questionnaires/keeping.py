"""A site's own questionnaires and what it switches on or off: added in versions, retired, never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from backend.accounts.models import Site, Staff
from backend.aftercare.models import CheckInSchedule, InstrumentSwitch, SiteQuestionnaire
from backend.aftercare.questionnaires import checking
from backend.aftercare.questionnaires.checking import Checked
from backend.api.client_ids import claim
from backend.api.problems import Forbidden, NotFound, Problem
from backend.instruments.catalogue import catalogue
from notifications import schedules

MOST_CODES = 100
MOST_VERSIONS = 1000


class TooManyQuestionnaires(Problem):
    code, title, status = "too-many-questionnaires", "This site has as many questionnaires as it can keep.", 422


@dataclass(frozen=True)
class Added:
    """`is_new` is False when the site has the very same already."""

    questionnaire: SiteQuestionnaire
    is_new: bool


def may_manage_questionnaires(staff: Staff) -> bool:
    return staff.role in (Staff.Role.SUPERVISOR, Staff.Role.SITE_ADMIN)


@transaction.atomic
def add(
    staff: Staff, document: object, *, client_id: UUID | None = None, body: Mapping[str, Any], now: datetime
) -> Added:
    """Add a questionnaire, or the next version of one. `body` is what was sent, so that a repeat is known.

    Raises Forbidden, InvalidRequest, IdTaken, TooManyQuestionnaires.
    """
    _require_manager(staff)
    if client_id and not claim(client_id, account_id=staff.pk, kind="questionnaire", body=dict(body), among=None):
        # Sent once more, perhaps late: a newer version that came in between stays the newest.
        kept = SiteQuestionnaire.objects.filter(site=staff.site_id, document=checking.text_of(document))
        return Added(kept.latest("version"), is_new=False)
    return keep(staff.site, document, by=staff, now=now)


@transaction.atomic
def keep(site: Site, document: object, *, by: Staff | None, now: datetime) -> Added:
    """Add a questionnaire for whoever may; None for the operator. Raises InvalidRequest, TooManyQuestionnaires."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)  # versions are counted one at a time
    checked = checking.check(document, site)
    newest = _newest(site.pk, checked.instrument.code)
    if newest is not None and newest.retired_at is None and newest.document == checked.text:
        return Added(newest, is_new=False)
    _require_room(site, newest)
    return Added(_next_version(site, checked, newest, by=by, now=now), is_new=True)


@transaction.atomic
def retire(staff: Staff, code: str, *, now: datetime) -> None:
    """Ask it no more: its schedules at this site end. Check-ins that are open stay so, and every version readable.

    Raises Forbidden, NotFound. Retiring it again changes nothing.
    """
    _require_manager(staff)
    newest = _newest(staff.site_id, code)
    if newest is None:
        raise NotFound
    if newest.retired_at is None:
        newest.retired_at = now
        newest.save(update_fields=["retired_at"])
    _end_schedules(staff.site_id, code, now=now)


@transaction.atomic
def switch(staff: Staff, code: str, *, is_on: bool, now: datetime) -> None:
    """Switch a packaged instrument on or off for this site; off, its schedules there end.

    What a rule administers is asked all the same: a danger found is followed up. Raises Forbidden, NotFound.
    """
    _require_manager(staff)
    if code not in catalogue().instruments:
        raise NotFound
    InstrumentSwitch.objects.update_or_create(
        site=staff.site, instrument=code, defaults={"is_on": is_on, "set_by": staff, "set_at": now}
    )
    if not is_on:
        _end_schedules(staff.site_id, code, now=now)


def _require_manager(staff: Staff) -> None:
    if not may_manage_questionnaires(staff):
        raise Forbidden


def _newest(site_id: UUID, code: str) -> SiteQuestionnaire | None:
    return SiteQuestionnaire.objects.filter(site=site_id, code=code).order_by("-version").first()


def _require_room(site: Site, newest: SiteQuestionnaire | None) -> None:
    if newest is not None:
        is_full = newest.version >= MOST_VERSIONS
    else:
        is_full = SiteQuestionnaire.objects.filter(site=site, version=1).count() >= MOST_CODES
    if is_full:
        raise TooManyQuestionnaires


def _next_version(
    site: Site, checked: Checked, newest: SiteQuestionnaire | None, *, by: Staff | None, now: datetime
) -> SiteQuestionnaire:
    try:
        with transaction.atomic():
            return SiteQuestionnaire.objects.create(
                site=site,
                code=checked.instrument.code,
                version=newest.version + 1 if newest else 1,
                title=checked.instrument.title,
                document=checked.text,
                vectors=list(checked.vectors),
                created_by=by,
                created_at=now,
            )
    except IntegrityError as error:  # another site took the code at this moment
        raise checking.refused([checking.CODE_TAKEN]) from error


def _end_schedules(site_id: UUID, code: str, *, now: datetime) -> None:
    running = CheckInSchedule.objects.filter(site=site_id, instrument=code, schedule__cancelled_at=None)
    for schedule_id in running.values_list("pk", flat=True):
        schedules.cancel(schedule_id, now=now)
