"""What supervisors do about it: they see every one at their site, and may bar that the person is told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.keys import store
from backend.accounts.models import BreakGlass, BreakGlassBar, DataClass, Staff
from backend.api.problems import Forbidden, NotFound, Problem
from backend.care_team.models import PersonToTell


class PersonTold(Problem):
    code, title, status = "person-told", "The person has been told already.", 409


def glasses_of(staff: Staff) -> QuerySet[BreakGlass]:
    """Return one's own; for a supervisor, those of the whole site."""
    found = BreakGlass.objects.filter(site=staff.site_id)
    if staff.role != Staff.Role.SUPERVISOR:
        found = found.filter(staff=staff)
    return found.select_related("person__account", "staff__account", "bar__staff__account", "person_to_tell")


def look_at(staff: Staff, glasses: Iterable[BreakGlass], *, now: datetime) -> None:
    """Note that these were shown, with whom they opened, and fetch the keys of all that is sealed in them at once."""
    shown = list(glasses)
    people = [glass.person for glass in shown]
    record_look(staff.account, people, DataClass.PLAN, purpose=Purpose.BREAK_GLASS_REVIEW, now=now)
    store.preload(account_id for glass in shown for account_id in (glass.person_id, glass.staff_id))


def person_told(glass: BreakGlass) -> str:
    """Return `waiting` until the hour is over, then `told`; `barred` where a supervisor said so."""
    if hasattr(glass, "bar"):
        return "barred"
    return "waiting" if hasattr(glass, "person_to_tell") else "told"


@transaction.atomic
def bar_telling(staff: Staff, glass_id: UUID, reason: str, *, now: datetime) -> BreakGlass:
    """Keep it from the person, because knowing would endanger somebody. A second time changes nothing.

    Raises Forbidden for anybody but another supervisor, NotFound, PersonTold.
    """
    if staff.role != Staff.Role.SUPERVISOR:
        raise Forbidden
    glass = glasses_of(staff).filter(pk=glass_id).first()
    if glass is None:
        raise NotFound
    if glass.staff_id == staff.pk:
        raise Forbidden("Another supervisor must decide this.")
    # A scan that is just telling them holds the row: this waits for it, and finds it gone.
    waiting = PersonToTell.objects.select_for_update().filter(break_glass=glass).first()
    if waiting is not None:
        waiting.delete()
        BreakGlassBar.objects.create(break_glass=glass, person=glass.person, staff=staff, reason=reason, at=now)
    elif not BreakGlassBar.objects.filter(break_glass=glass).exists():
        raise PersonTold
    return glasses_of(staff).get(pk=glass_id)
