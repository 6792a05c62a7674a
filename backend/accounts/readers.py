"""Who at a site reads about a person: the guard's rules, asked from the other side."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.accounts.guard import CONTACT_FIELDS, NEVER_TO_STAFF, ON_ALERT, SITE_ROLES
from backend.accounts.models import Assignment, Cover, DataClass, Person, Staff


@dataclass(frozen=True)
class Readers:
    """`always`: who follows the person, or covers for those who do. `on_alert`: who reads beside them during one."""

    always: tuple[Staff, ...] = ()
    on_alert: tuple[Staff, ...] = ()


def readers_of(person: Person, *, now: datetime) -> dict[UUID, Readers]:
    """Return the readers at each site that follows the person, whatever the consents; three queries."""
    assignments = list(
        Assignment.objects.active(now)
        .filter(person=person)
        .select_related("staff__account", "staff__site")
        .order_by("started_at", "id")
    )
    # An assignment made at another site does not follow a staff member who has moved.
    assigned = [each.staff for each in assignments if each.site_id == each.staff.site_id]
    following = [*assigned, *_covering(assigned, now=now)]
    sites = dict.fromkeys(staff.site_id for staff in following)
    answering = Staff.objects.filter(site__in=sites, role__in=SITE_ROLES).select_related("account", "site")
    on_alert = list(answering.order_by("account__created_at", "pk"))
    return {site_id: _readers_at(site_id, following, on_alert) for site_id in sites}


def who_stop_knowing(
    readers: Readers, granted: Collection[str], taken_back: Iterable[DataClass], *, alert_level: str | None
) -> tuple[Staff, ...]:
    """Return who reads something now that they do not once these classes are taken back.

    `granted` are the classes that the site may see now, `alert_level` is that of an alert that is open there.
    """
    lost = shown_by(granted) - shown_by(set(granted) - set(taken_back)) - NEVER_TO_STAFF
    if any(_is_site_wide(data_class, alert_level) for data_class in lost):
        return (*readers.always, *readers.on_alert)
    return readers.always if lost else ()


def shown_by(granted: Collection[str]) -> set[str]:
    """Return what staff may see by these consents: the one to all contact details shows each of them."""
    return {*granted, *CONTACT_FIELDS} if DataClass.CONTACT in granted else set(granted)


def _is_site_wide(data_class: str, alert_level: str | None) -> bool:
    if data_class == DataClass.ALERTS:
        return True
    return alert_level is not None and alert_level >= ON_ALERT.get(DataClass(data_class), "never")


def _covering(assigned: Collection[Staff], *, now: datetime) -> list[Staff]:
    covers = Cover.objects.active(now).filter(absent__in=assigned).select_related("cover__account", "cover__site")
    sites = {staff.pk: staff.site_id for staff in assigned}
    return [
        each.cover
        for each in covers.order_by("starts_at", "id")
        if each.site_id == each.cover.site_id == sites[each.absent_id]
    ]


def _readers_at(site_id: UUID, following: Collection[Staff], on_alert: Collection[Staff]) -> Readers:
    always = tuple(dict.fromkeys(_working_at(site_id, following)))
    return Readers(always, tuple(each for each in _working_at(site_id, on_alert) if each not in always))


def _working_at(site_id: UUID, staff: Collection[Staff]) -> list[Staff]:
    """A site admin follows nobody, whatever the assignments say."""
    here = [each for each in staff if each.site_id == site_id and each.account.is_active]
    return [each for each in here if each.role != Staff.Role.SITE_ADMIN]
