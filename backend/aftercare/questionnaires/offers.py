"""What may be asked: packaged instruments, as sites switch them, and the questionnaires of these sites."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.accounts.models import Assignment, Person
from backend.aftercare.models import InstrumentSwitch, SiteQuestionnaire, SiteQuestionnaireQuerySet
from backend.aftercare.questionnaires.lookup import definition
from backend.api.problems import Invalid, InvalidRequest
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Instrument

Switches = Mapping[tuple[UUID, str], bool]


@dataclass(frozen=True)
class Offer:
    """What these sites ask. Without a site: what the release asks of everybody."""

    sites: Collection[UUID]
    switches: Switches

    def require(self, code: str, version: int | None = None) -> Instrument:
        """Return an instrument, in the version that a phone without signal has asked, else in the newest.

        Raises InvalidRequest for one that there is not, or that is switched off or retired.
        """
        instrument = self._find(code)
        if instrument is None:
            raise InvalidRequest(Invalid("/instrument", "There is no such instrument."))
        if version in (None, instrument.version):
            return instrument
        earlier = SiteQuestionnaire.objects.filter(site__in=self.sites, code=code, version=version).first()
        if earlier is None:
            raise InvalidRequest(Invalid("/version", "There is no such version."))
        return definition(earlier)

    def among(self, codes: Sequence[str]) -> list[str]:
        """Return those that can be begun, in the same order; without a query where all are packaged."""
        own = set(codes) - catalogue().instruments.keys()
        rows = self.own().filter(code__in=own).values_list("code", "retired_at") if own else ()
        on = {instrument.code for instrument in self.packaged()} | {code for code, retired_at in rows if not retired_at}
        return [code for code in codes if code in on]

    def packaged(self) -> list[Instrument]:
        """In the order of the file."""
        return [instrument for instrument in catalogue().instruments.values() if self.has_packaged(instrument)]

    def has_packaged(self, instrument: Instrument) -> bool:
        """One site that leaves it on is enough: another one's wish is for its own people."""
        default = instrument.enabled_by_default
        if not self.sites:
            return default
        return any(self.switches.get((site, instrument.code), default) for site in self.sites)

    def own(self) -> SiteQuestionnaireQuerySet:
        """The newest version of each questionnaire of these sites, retired ones included, by code."""
        return SiteQuestionnaire.objects.filter(site__in=self.sites).newest()

    def _find(self, code: str) -> Instrument | None:
        packaged = catalogue().instruments.get(code)
        if packaged is not None:
            return packaged if self.has_packaged(packaged) else None
        row = self.own().filter(code=code).first()
        return definition(row) if row and row.retired_at is None else None


def offer_of(site_id: UUID) -> Offer:
    return Offer([site_id], _switches([site_id]))


def offer_for(person: Person, *, now: datetime) -> Offer:
    """Return what this person may be asked, by the sites that follow them at this instant."""
    following = Assignment.objects.active(now).filter(person=person)
    sites = list(following.order_by("site").values_list("site", flat=True).distinct())
    return Offer(sites, _switches(sites) if sites else {})


def _switches(sites: Collection[UUID]) -> Switches:
    rows = InstrumentSwitch.objects.filter(site__in=sites).values_list("site", "instrument", "is_on")
    return {(site, instrument): is_on for site, instrument, is_on in rows}
