"""The scan: people are told in time that what makes somebody watch them ends."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from backend.accounts.models import Assignment, Consent, Person, Site
from backend.api.secrets import keyed_hash
from backend.care_team.ends.rules import DAYS_BEFORE, WATCHING, Grant, ends_of, rings_of
from backend.care_team.telling import MONITORING
from notifications import ledger
from notifications.kinds import Kind, policy_of
from notifications.ledger import Opening
from notifications.models import Notification

LIFETIME = policy_of(Kind.CARE).lifetime
# From a date of a site to ten o'clock of that date anywhere on earth.
AROUND = timedelta(days=2)
BATCH = 500

# A person and a site that follows them, or did.
Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Notice:
    """`id` is computed: the same thing told again, by whichever worker, is the same notice."""

    id: UUID
    person_id: UUID
    site_id: UUID
    at: datetime

    def opening(self) -> Opening:
        """It needs nobody's consent: it is about the person's own, and says nothing."""
        return Opening(
            self.person_id,
            Kind.CARE,
            notification_id=self.id,
            about=(MONITORING, self.person_id),
            deliver_at=self.at,
            expires_at=self.at + LIFETIME,
        )


def tell_ends(*, now: datetime) -> int:
    """The scan: tell people whose consents end in 14 days, or today; return how many notices were opened.

    It reads the consents that end about then, whatever else there is.
    """
    pairs = _pairs_ending(now=now)
    return sum(_settle(pairs[first : first + BATCH], now=now) for first in range(0, len(pairs), BATCH))


def settle_ends(person: Person, site: Site, *, now: datetime) -> None:
    """Take back what was told about an end that was renewed or revoked since, in the caller's transaction."""
    _settle([(person.pk, site.pk)], now=now)


def _pairs_ending(*, now: datetime) -> list[Pair]:
    """Return those about whom something may be to be told: a notice is of use for its lifetime."""
    about_now = Q()
    for before in DAYS_BEFORE.values():
        about_now |= Q(expires_at__gt=now + before - LIFETIME - AROUND, expires_at__lt=now + before + AROUND)
    ending = Consent.objects.filter(about_now, revoked_at=None, data_class__in=WATCHING)
    return list(ending.order_by("person", "site").values_list("person_id", "site_id").distinct())


@transaction.atomic
def _settle(pairs: Collection[Pair], *, now: datetime) -> int:
    """Open what is due, once, and take back what no longer holds; return how many were opened."""
    people = {person_id for person_id, _ in pairs}
    followed = set(Assignment.objects.active(now).filter(person__in=people).values_list("person_id", "site_id"))
    zones, grants = _zones_of(pairs), _grants_of(people)
    due, stale = dict[UUID, Notice](), dict[UUID, Notice]()
    for pair in pairs:
        told = _notices(pair, grants[pair], zones)
        holding = _notices(pair, ends_of(grants[pair]).values(), zones) if pair in followed else {}
        due |= {id_: notice for id_, notice in holding.items() if notice.at <= now < notice.at + LIFETIME}
        stale |= {id_: notice for id_, notice in told.items() if id_ not in holding}
    _take_back(stale, now=now)
    return _open(due)


def _open(due: Mapping[UUID, Notice]) -> int:
    opened = set(Notification.objects.filter(pk__in=due).values_list("pk", flat=True))
    openings = [notice.opening() for id_, notice in due.items() if id_ not in opened]
    ledger.open_deliveries(openings)
    return len(openings)


def _take_back(stale: Collection[UUID], *, now: datetime) -> None:
    for notice_id in Notification.objects.filter(pk__in=stale, withdrawn_at=None).values_list("pk", flat=True):
        ledger.withdraw(notice_id, reason="renewed", now=now)


def _grants_of(people: Collection[UUID]) -> Mapping[Pair, list[Grant]]:
    found = defaultdict[Pair, list[Grant]](list)
    for consent in Consent.objects.filter(person__in=people, data_class__in=WATCHING):
        grant = Grant(
            consent.data_class, consent.granted_at, consent.expires_at, is_revoked=consent.revoked_at is not None
        )
        found[consent.person_id, consent.site_id].append(grant)
    return found


def _zones_of(pairs: Collection[Pair]) -> Mapping[UUID, str]:
    people, sites = zip(*pairs, strict=True)
    zones = dict(Person.objects.filter(pk__in=people).values_list("pk", "tzid"))
    return zones | dict(Site.objects.filter(pk__in=sites).values_list("pk", "tzid"))


def _notices(pair: Pair, grants: Iterable[Grant], zones: Mapping[UUID, str]) -> dict[UUID, Notice]:
    person_id, site_id = pair
    rings = rings_of(grants, site_tzid=zones[site_id], person_tzid=zones[person_id])
    notices = (_notice(pair, ring.stage, ring.day.isoformat(), at=ring.at) for ring in rings)
    return {notice.id: notice for notice in notices}


def _notice(pair: Pair, what: str, day: str, *, at: datetime) -> Notice:
    """Name a notice by whom it tells what, for which day."""
    thing = UUID(bytes=keyed_hash("watching", pair[1].bytes, what.encode(), day.encode())[:16])
    return Notice(ledger.notification_id((MONITORING, thing), pair[0]), *pair, at)
