"""What a site says of itself: name, zone, regime, hours, holidays, policies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from backend.accounts.models import Site, Staff
from backend.accounts.policies import as_data, policies_from, policies_of
from backend.care_team.clocks import Opening
from backend.care_team.duty.hours import hours_of
from backend.care_team.duty.roles import MANAGING_ROLES, require_role
from backend.care_team.models import SiteHoliday, SiteHours


@dataclass(frozen=True)
class SiteSettings:
    """Everything in force, defaults included."""

    site: Site
    openings: tuple[Opening, ...]
    holidays: tuple[date, ...]
    policies: Mapping[str, Any]


@dataclass(frozen=True)
class SiteChanges:
    """What to change; None leaves a field as it is. Of `policies` those that are named change."""

    name: str | None = None
    tzid: str | None = None
    regime: Site.Regime | None = None
    policies: Mapping[str, Any] | None = None
    hours: Sequence[Opening] | None = None
    holidays: Sequence[date] | None = None


def settings_of(site: Site) -> SiteSettings:
    hours = hours_of(site)
    openings = sorted(hours.openings, key=lambda each: (each.iso_weekday, each.opens, each.closes))
    return SiteSettings(site, tuple(openings), tuple(sorted(hours.holidays)), asdict(policies_of(site)))


@transaction.atomic
def change_settings(staff: Staff, changes: SiteChanges, *, check: Callable[[SiteSettings], None]) -> SiteSettings:
    """Change what a site says of itself. Clocks that run keep the time that was promised.

    `check` sees the settings as they are and may raise. Raises Forbidden, InvalidRequest.
    """
    require_role(staff, *MANAGING_ROLES)
    site = Site.objects.select_for_update(no_key=True).get(pk=staff.site_id)
    check(settings_of(site))
    site.name = site.name if changes.name is None else changes.name
    site.tzid = site.tzid if changes.tzid is None else changes.tzid
    site.regime = site.regime if changes.regime is None else changes.regime
    if changes.policies is not None:
        site.policies = as_data(policies_from({**site.policies, **changes.policies}))
    site.save(update_fields=["name", "tzid", "regime", "policies"])
    _replace_hours(site, changes)
    return settings_of(site)


def _replace_hours(site: Site, changes: SiteChanges) -> None:
    if changes.hours is not None:
        SiteHours.objects.filter(site=site).delete()
        SiteHours.objects.bulk_create(
            SiteHours(site=site, iso_weekday=each.iso_weekday, opens=each.opens, closes=each.closes)
            for each in dict.fromkeys(changes.hours)
        )
    if changes.holidays is not None:
        SiteHoliday.objects.filter(site=site).delete()
        SiteHoliday.objects.bulk_create(SiteHoliday(site=site, on=on) for on in dict.fromkeys(changes.holidays))
