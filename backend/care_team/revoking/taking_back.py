"""Taking consents back while somebody watches: first who will stop knowing, then it is done. Never delayed or refused.

An alert whose site may no longer know of it is closed, and nobody is rung about it any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.consents import revoking, signing
from backend.accounts.keys import store
from backend.accounts.models import Consent, DataClass, Person, Site, Staff
from backend.accounts.readers import Readers, readers_of, who_stop_knowing
from backend.accounts.turns import take_turn
from backend.api.problems import NotFound
from backend.care_team import alerts, wording
from backend.care_team.ends.telling import settle_ends
from backend.care_team.following.membership import end_assignments
from backend.care_team.help import help_to
from backend.care_team.models import Alert
from backend.care_team.monitoring import monitoring_of


@dataclass(frozen=True)
class Effect:
    """What taking something back from a site brings about, told before it and again after it.

    `watching` says who watches at this moment; `help` comes while an alert is open.
    """

    site: Site
    stops_knowing: tuple[Staff, ...]
    alert_open: bool
    help: dict[str, Any] | None
    watching: str
    text: str


@dataclass(frozen=True)
class Revoked:
    consent: Consent
    effect: Effect


@dataclass(frozen=True)
class Left:
    """`consents` are all that the person ever gave this site."""

    consents: Sequence[Consent]
    effect: Effect


def foresee_revoking(person: Person, consent_id: UUID, *, now: datetime) -> Revoked:
    """Tell what would happen, and change nothing. Raises NotFound."""
    consent = signing.find_consent(person, consent_id)
    return Revoked(consent, _effect(person, consent.site, [DataClass(consent.data_class)], now=now))


@transaction.atomic
def revoke_consent(person: Person, consent_id: UUID, *, now: datetime) -> Revoked:
    """Take back what a site may see of one class; a second time changes nothing. Raises NotFound."""
    consent = signing.find_consent(person, consent_id)
    _hold_alerts(person)
    effect = _effect(person, consent.site, [DataClass(consent.data_class)], now=now)
    revoking.revoke_class(person.pk, consent.site_id, consent.data_class, now=now)
    _after(person, consent.site, now=now)
    consent.refresh_from_db()
    return Revoked(consent, _with_who_watches(effect, person, now=now))


def foresee_leaving(person: Person, site_id: UUID, *, now: datetime) -> Left:
    """Tell what would happen, and change nothing. Raises NotFound."""
    site = _known_site(person, site_id)
    return Left(_consents(person, site), _effect(person, site, list(DataClass), now=now))


@transaction.atomic
def leave_site(person: Person, site_id: UUID, *, now: datetime) -> Left:
    """Take everything back from a site, and be followed there no more; a second time changes nothing.

    Raises NotFound.
    """
    site = _known_site(person, site_id)
    _hold_alerts(person)
    effect = _effect(person, site, list(DataClass), now=now)
    revoking.revoke_all(person, site, now=now)
    end_assignments(person, site, now=now)
    _after(person, site, now=now)
    return Left(_consents(person, site), _with_who_watches(effect, person, now=now))


def _known_site(person: Person, site_id: UUID) -> Site:
    """Return a site that follows the person, or has followed them."""
    site = Site.objects.filter(pk=site_id, assignment__person=person).distinct().first()
    if site is None:
        raise NotFound
    return site


def _consents(person: Person, site: Site) -> list[Consent]:
    return list(signing.consents_of(person).filter(site=site).order_by("-granted_at", "id"))


def _hold_alerts(person: Person) -> None:
    """Wait for an answer that is just opening an alert, and keep the next from it until this is done."""
    take_turn(person)


def _effect(person: Person, site: Site, data_classes: Sequence[DataClass], *, now: datetime) -> Effect:
    alert = Alert.objects.open().filter(person=person, site=site).first()
    granted = set(Consent.objects.active(now).filter(person=person, site=site).values_list("data_class", flat=True))
    readers = readers_of(person, now=now).get(site.pk, Readers())
    stops_knowing = who_stop_knowing(readers, granted, data_classes, alert_level=alert.level if alert else None)
    store.preload(staff.pk for staff in stops_knowing)
    watching = monitoring_of(person, DataClass.ALERTS, now=now).text
    return Effect(
        site=site,
        stops_knowing=stops_knowing,
        alert_open=alert is not None,
        help=help_to(person, watching=watching, now=now) if alert else None,
        watching=watching,
        text=wording.about_revoking(
            site.name, len(stops_knowing), leaves=len(data_classes) > 1, alert_open=alert is not None
        ),
    )


def _with_who_watches(effect: Effect, person: Person, *, now: datetime) -> Effect:
    watching = monitoring_of(person, DataClass.ALERTS, now=now).text
    return replace(effect, watching=watching, help=effect.help and effect.help | {"watching": watching})


def _after(person: Person, site: Site, *, now: datetime) -> None:
    settle_ends(person, site, now=now)
    for alert in Alert.objects.open().unshared(now).select_for_update().filter(person=person, site=site):
        alerts.close(alert, Alert.Outcome.CONSENT_WITHDRAWN, now=now)
