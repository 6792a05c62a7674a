"""What staff see of the questionnaires of their site: its own in every version, and the packaged ones."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.accounts.models import Staff
from backend.aftercare.models import SiteQuestionnaire
from backend.aftercare.questionnaires.offers import offer_of
from backend.api.problems import NotFound
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Instrument
from backend.instruments.vectors import vectors_for

PACKAGED, OWN = "packaged", "site"


@dataclass(frozen=True)
class Listed:
    code: str
    version: int
    title: str
    origin: str
    enabled: bool


@dataclass(frozen=True)
class Version:
    version: int
    created_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True)
class Shown(Listed):
    """`versions` are a site's own, the newest first; a packaged instrument comes with the release."""

    document: dict[str, Any]
    vectors: Sequence[dict[str, Any]]
    versions: Sequence[Version]


def questionnaires_of(staff: Staff) -> list[Listed]:
    """Return what can be asked at this site and what is off or retired: packaged in file order, then its own."""
    offer = offer_of(staff.site_id)
    packaged = [_listed(each, enabled=offer.has_packaged(each)) for each in catalogue().instruments.values()]
    rows = offer.own().defer("document", "vectors")
    return packaged + [Listed(r.code, r.version, r.title, OWN, r.retired_at is None) for r in rows]


def questionnaire_of(staff: Staff, code: str, version: int | None = None) -> Shown:
    """Raises NotFound, also for another site's and for a version that there never was."""
    packaged = catalogue().instruments.get(code)
    if packaged is not None:
        return _packaged(staff.site_id, packaged, version)
    rows = SiteQuestionnaire.objects.filter(site=staff.site_id, code=code).order_by("-version")
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None:
        raise NotFound
    versions = [Version(each.version, each.created_at, each.retired_at) for each in rows.defer("document", "vectors")]
    return Shown(
        code=row.code,
        version=row.version,
        title=row.title,
        origin=OWN,
        enabled=versions[0].retired_at is None,
        document=json.loads(row.document),
        vectors=row.vectors,
        versions=versions,
    )


def _packaged(site_id: UUID, instrument: Instrument, version: int | None) -> Shown:
    if version not in (None, instrument.version):
        raise NotFound
    listed = _listed(instrument, enabled=offer_of(site_id).has_packaged(instrument))
    return Shown(**vars(listed), document=dict(instrument.raw), vectors=vectors_for(instrument.code), versions=())


def _listed(instrument: Instrument, *, enabled: bool) -> Listed:
    return Listed(instrument.code, instrument.version, instrument.title, PACKAGED, enabled)
