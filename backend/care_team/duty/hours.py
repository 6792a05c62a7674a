"""When a site works: what it told us, or weekdays from nine to five."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from uuid import UUID

from backend.accounts.models import Site
from backend.care_team.clocks import Hours, Opening
from backend.care_team.models import SiteHoliday, SiteHours

DEFAULT_OPENINGS = tuple(Opening(weekday, time(9), time(17)) for weekday in range(1, 6))


def hours_of(site: Site) -> Hours:
    return hours_by_site([site])[site.pk]


def hours_by_site(sites: Iterable[Site]) -> Mapping[UUID, Hours]:
    """Return the hours of these sites with two queries, however many there are."""
    wanted = list(sites)
    openings: dict[UUID, list[Opening]] = {site.pk: [] for site in wanted}
    holidays: dict[UUID, set[date]] = {site.pk: set() for site in wanted}
    for row in SiteHours.objects.filter(site__in=wanted):
        openings[row.site_id].append(Opening(row.iso_weekday, row.opens, row.closes))
    for site_id, on in SiteHoliday.objects.filter(site__in=wanted).values_list("site_id", "on"):
        holidays[site_id].add(on)
    return {
        site.pk: Hours(site.tzid, tuple(openings[site.pk]) or DEFAULT_OPENINGS, frozenset(holidays[site.pk]))
        for site in wanted
    }
