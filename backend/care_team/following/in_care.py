"""The people in a staff member's care: for what concerns their care itself, and is no look into their data."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from backend.accounts.guard import people_followed_by, people_visible_to
from backend.accounts.models import Assignment, DataClass, Person, Staff
from backend.api.problems import NotFound


def people_in_care_of(staff: Staff, *, now: datetime) -> QuerySet[Person]:
    """Return whom this staff member follows or covers for; for a supervisor, everybody whom the site follows.

    Consent is not asked: somebody who has taken all of it back can still be discharged.
    """
    if staff.role != Staff.Role.SUPERVISOR or not staff.account.is_active:
        return people_followed_by(staff.account, now=now)
    here = Assignment.objects.active(now).filter(person=OuterRef("pk"), site=staff.site_id)
    return Person.objects.filter(Exists(here))


def silent_people_of(staff: Staff, *, now: datetime) -> list[Assignment]:
    """Return the assignments of those whom this staff member follows and who let them see no plan, the longest first.

    They have no name here, and can still be transferred or discharged.
    """
    known = people_visible_to(staff.account, DataClass.PLAN, now=now)
    own = Assignment.objects.active(now).filter(staff=staff, site=staff.site_id)
    return list(own.exclude(person__in=known).order_by("started_at", "id"))


def person_in_care_of(staff: Staff, person_id: UUID, *, now: datetime) -> Person:
    """Return somebody in one's care, locked, so that changes of their care follow one another. Raises NotFound."""
    # Locked by id: the guard's subqueries are no part of what is locked.
    found = people_in_care_of(staff, now=now).filter(pk=person_id)
    person = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=found).first()
    if person is None:
        raise NotFound
    return person
