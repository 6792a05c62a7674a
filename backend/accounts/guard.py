"""The one guard: who may see what of whom, asked at every read, when something is queued and again when it is sent.

The rules are the table "Who sees what by default" of docs/who-sees-what.md.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from backend.accounts.models import (
    Account,
    AlertAccess,
    Assignment,
    BreakGlass,
    Consent,
    Cover,
    DataClass,
    Kind,
    Person,
    Staff,
)

# Meetings that somebody goes to are nobody's business, and pooled data has no names in it.
NEVER_TO_STAFF = frozenset({DataClass.MEETINGS, DataClass.IMPROVE})
CONTACT_FIELDS = frozenset(
    {
        DataClass.LEGAL_NAME,
        DataClass.PHONE,
        DataClass.EMAIL,
        DataClass.ADDRESS,
        DataClass.EMERGENCY_CONTACT,
    }
)
# Supervisors and on-call staff answer for the whole site.
SITE_ROLES = (Staff.Role.SUPERVISOR, Staff.Role.ON_CALL)
# What an open alert shows them of somebody whom they do not follow, from which level on.
ON_ALERT: Mapping[DataClass, str] = MappingProxyType(
    {
        DataClass.PLAN: "L1",
        DataClass.ANSWERS: "L1",
        DataClass.SAFETY_PLAN: "L2",
        DataClass.CONTACT: "L3",
        **dict.fromkeys(CONTACT_FIELDS, "L3"),
    }
)
# What break-glass opens: what helps in a medical emergency, and no more.
IN_AN_EMERGENCY = frozenset(
    {DataClass.PLAN, DataClass.ANSWERS, DataClass.ALERTS, DataClass.SAFETY_PLAN, DataClass.CONTACT, *CONTACT_FIELDS}
)


def may(actor: Account, person: Person, data_class: DataClass, *, now: datetime) -> bool:
    """Role, assignment and an active consent of the person to the actor's site, all at this instant."""
    return people_visible_to(actor, data_class, now=now).filter(pk=person.pk).exists()


def people_visible_to(actor: Account, data_class: DataClass, *, now: datetime) -> QuerySet[Person]:
    """Return the people about whom this account may see this class of data at this instant.

    Oneself; for staff, whom they may care for, and somebody for whom they broke the glass.
    """
    if actor.kind != Kind.STAFF or data_class not in IN_AN_EMERGENCY:
        return people_cared_for_by(actor, data_class, now=now)
    glass = BreakGlass.objects.active(now).filter(person=OuterRef("pk"), staff__in=_working(actor))
    return Person.objects.filter(_may_care(actor, data_class, now=now) | Q(Exists(glass)))


def people_cared_for_by(actor: Account, data_class: DataClass, *, now: datetime) -> QuerySet[Person]:
    """Return those for whom this account may also write in this class: what emergencies open is there to be read.

    Oneself; for staff, whom they follow or cover for, within an active consent to their site. Supervisors and on-call
    staff see the alerts of the whole site, and while one is open what is needed to answer it. A site admin sees nobody.
    """
    if actor.kind == Kind.PERSON:
        return Person.objects.filter(pk=actor.pk)
    if actor.kind != Kind.STAFF or data_class in NEVER_TO_STAFF:
        return Person.objects.none()
    return Person.objects.filter(_may_care(actor, data_class, now=now))


def people_followed_by(actor: Account, *, now: datetime) -> QuerySet[Person]:
    """Return whom this staff member follows, or covers for; it says nothing about consent."""
    return Person.objects.filter(_is_followed(actor, now=now))


def sites_of(account: Account) -> QuerySet[Staff, Any]:
    """Return the site where this account works, for a subquery; nothing for who is no staff member."""
    return Staff.objects.filter(pk=account.pk).values("site")


def _may_care(actor: Account, data_class: DataClass, *, now: datetime) -> Q:
    agreed = Q(Exists(_consents(actor, data_class, now=now)))
    return agreed & (_is_followed(actor, now=now) | _is_answered_for(actor, data_class, now=now))


def _working(actor: Account) -> QuerySet[Staff]:
    return Staff.objects.filter(pk=actor.pk, account__is_active=True)


def _consents(actor: Account, data_class: DataClass, *, now: datetime) -> QuerySet[Consent]:
    classes = [data_class, DataClass.CONTACT] if data_class in CONTACT_FIELDS else [data_class]
    return Consent.objects.active(now).filter(
        person=OuterRef("pk"), site__in=_working(actor).values("site"), data_class__in=classes
    )


def _is_followed(actor: Account, *, now: datetime) -> Q:
    carers = _working(actor).exclude(role=Staff.Role.SITE_ADMIN)
    # An assignment made at another site does not follow a staff member who has moved.
    active = Assignment.objects.active(now).filter(person=OuterRef("pk"), staff__site=F("site"))
    covered = Cover.objects.active(now).filter(cover__in=carers, cover__site=F("site")).values("absent")
    return Q(Exists(active.filter(Q(staff__in=carers) | Q(staff__in=covered, staff__site__in=carers.values("site")))))


def _is_answered_for(actor: Account, data_class: DataClass, *, now: datetime) -> Q:
    sites = _working(actor).filter(role__in=SITE_ROLES).values("site")
    if data_class == DataClass.ALERTS:
        here = Assignment.objects.active(now).filter(person=OuterRef("pk"), site__in=sites)
        return Q(Exists(here))
    if data_class not in ON_ALERT:
        return Q(pk__in=[])
    opened = AlertAccess.objects.filter(person=OuterRef("pk"), site__in=sites, level__gte=ON_ALERT[data_class])
    return Q(Exists(opened))
