"""Until when sites watch a person, for the page that shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.accounts.consents.ending import last_day
from backend.accounts.models import Consent, DataClass, Person, Site
from backend.care_team import wording
from backend.care_team.ends.rules import WATCHING, Grant, ends_of
from backend.care_team.monitoring import Watch
from backend.recurrence import parse_zone

# How long the page goes on saying that something has ended.
SAID_AFTERWARDS = timedelta(days=30)


@dataclass(frozen=True)
class End:
    """What ends at a site at one instant, or has ended lately."""

    site: Site
    data_classes: tuple[DataClass, ...]
    ends_at: datetime
    text: str


def ends_for(person: Person, *, now: datetime) -> list[End]:
    """Return the ends of what makes somebody watch, the first to come first; one query."""
    given = Consent.objects.filter(person=person, revoked_at=None, data_class__in=WATCHING).select_related("site")
    by_site, sites = defaultdict[UUID, list[Grant]](list), dict[UUID, Site]()
    for consent in given.order_by("granted_at", "id"):
        sites[consent.site_id] = consent.site
        by_site[consent.site_id].append(Grant(consent.data_class, consent.granted_at, consent.expires_at))
    ends = [end for site_id, grants in by_site.items() for end in _ends_at(sites[site_id], grants, now=now)]
    return sorted(ends, key=lambda end: (end.ends_at, end.site.name))


def watched_until(watch: Watch, ends: Sequence[End]) -> datetime | None:
    """Return when the last site stops learning of a danger; None where none does now, or one does for good."""
    until = {end.site.pk: end.ends_at for end in ends if DataClass.ALERTS in end.data_classes}
    watching = [until.get(team.site.pk) for team in watch.teams if team.sees(DataClass.ALERTS)]
    known = [ends_at for ends_at in watching if ends_at is not None]
    return max(known, default=None) if len(known) == len(watching) else None


def _ends_at(site: Site, grants: list[Grant], *, now: datetime) -> list[End]:
    together = defaultdict[datetime, list[DataClass]](list)
    for data_class, grant in ends_of(grants).items():
        if grant.expires_at is not None and grant.expires_at > now - SAID_AFTERWARDS:
            together[grant.expires_at].append(data_class)
    today = now.astimezone(parse_zone(site.tzid)).date()
    return [
        End(
            site,
            tuple(each for each in WATCHING if each in ending),
            ends_at,
            wording.about_end(site.name, ending, last_day(ends_at, site.tzid), is_over=ends_at <= now, today=today),
        )
        for ends_at, ending in together.items()
    ]
