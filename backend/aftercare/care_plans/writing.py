"""Staff write a plan as a whole; each writing is kept, with who and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts.models import Assignment, Person, Site, Staff
from backend.accounts.turns import take_turn
from backend.aftercare.care_plans.contents import Contents, as_json, facts_in
from backend.aftercare.check_ins import person_planned_by, person_seen_by
from backend.aftercare.models import CarePlanVersion, PlanCorrection
from backend.aftercare.plans import set_plan
from backend.api.conditional import Check, etag_of


@dataclass(frozen=True)
class SitePlan:
    """The plan in force at a site, None before the first was written, and corrections that wait for somebody."""

    person: Person
    site: Site
    version: CarePlanVersion | None
    corrections: Sequence[PlanCorrection]

    @property
    def contents(self) -> dict[str, Any]:
        """As JSON; after an erasure, of the person's key for one, an empty plan."""
        return (self.version and self.version.content) or as_json(Contents())

    @property
    def number(self) -> int:
        return self.version.number if self.version else 0

    @property
    def etag(self) -> str:
        return etag_of("care-plan", self.person.pk, self.site.pk, self.number)


@transaction.atomic
def plan_for(staff: Staff, person_id: UUID, *, now: datetime) -> SitePlan:
    """Return the plan that one's own site has with somebody, and note the look. Raises NotFound."""
    return site_plan(person_seen_by(staff, person_id, now=now), staff.site)


@transaction.atomic
def versions_for(staff: Staff, person_id: UUID, *, now: datetime) -> QuerySet[CarePlanVersion]:
    """Return all that was ever planned here, and note the look. Raises NotFound."""
    person = person_seen_by(staff, person_id, now=now)
    versions = CarePlanVersion.objects.filter(person=person, site=staff.site_id)
    return versions.select_related("written_by__account")


@transaction.atomic
def write_plan(staff: Staff, person_id: UUID, contents: Contents, *, check: Check, now: datetime) -> SitePlan:
    """Write the plan anew. `check` is called with its ETag and raises when the caller has read another version.

    The same plan again is no new version. Raises NotFound.
    """
    person = person_planned_by(staff, person_id, now=now)
    # One writer at a time: what the second has read must be what the first has written.
    take_turn(person)
    before = site_plan(person, staff.site)
    check(before.etag)
    content = as_json(contents)
    if before.version is None or before.contents != content:
        CarePlanVersion.objects.create(
            person=person, site=staff.site, number=before.number + 1, content=content, written_by=staff, written_at=now
        )
        renew_facts(person, now=now)
    return site_plan(person, staff.site)


def renew_facts(person: Person, *, now: datetime) -> None:
    """Tell rules what the plans in force say: those of the sites that follow the person, else of all that did."""
    latest = CarePlanVersion.objects.filter(person=person).order_by("site", "-number").distinct("site")
    following = set(Assignment.objects.active(now).filter(person=person).values_list("site", flat=True))
    versions = list(latest)
    followed = [version for version in versions if version.site_id in following]
    if versions:
        set_plan(person, facts_in(version.content for version in followed or versions))


def site_plan(person: Person, site: Site) -> SitePlan:
    own = CarePlanVersion.objects.filter(person=person, site=site).select_related("written_by__account")
    waiting = PlanCorrection.objects.filter(person=person, site=site, resolved_at=None).order_by("written_at", "id")
    return SitePlan(person, site, own.order_by("-number").first(), list(waiting))
