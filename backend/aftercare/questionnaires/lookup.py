"""Which document a code and a version mean: the one place that knows packaged instruments and those of sites.

What is packaged is found without a query. Codes of sites differ from it and from each other, so that a code and a
version, all that phones, alerts and scores name, mean one document.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q

from backend.accounts.models import Assignment, Person
from backend.aftercare.models import CheckIn, SiteQuestionnaire, SiteQuestionnaireQuerySet
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Instrument
from backend.instruments.loading import CODE, built

Key = tuple[str, int]  # code, version


def instrument_of(check_in: CheckIn) -> Instrument:
    """Return what this check-in asks, in the version that it was opened with."""
    packaged = catalogue().instruments.get(check_in.instrument)
    key = (check_in.instrument, check_in.version)
    return packaged or instruments_of([key])[key]


def instruments_of(keys: Iterable[Key]) -> dict[Key, Instrument]:
    """Return many at once, with one query where any of them is a site's own."""
    wanted = set(keys)
    packaged = {key: catalogue().instruments[key[0]] for key in wanted if key[0] in catalogue().instruments}
    return packaged | {(row.code, row.version): definition(row) for row in _rows_of(wanted - packaged.keys())}


def definition(row: SiteQuestionnaire) -> Instrument:
    # It was checked when it came. Checked again it could fail by a release that no longer knows one of its cards.
    return built({**json.loads(row.document), "version": row.version})


def versions_of(codes: Iterable[str]) -> dict[str, int]:
    """Return the version in which each is asked from now on; a code that nobody knows is left out."""
    wanted = set(codes)
    packaged = {code: catalogue().instruments[code].version for code in wanted & catalogue().instruments.keys()}
    own = wanted - packaged.keys()
    newest = SiteQuestionnaire.objects.filter(code__in=own).values("code").annotate(newest=Max("version"))
    return packaged | ({row["code"]: row["newest"] for row in newest} if own else {})


def titles_of(codes: Iterable[str]) -> dict[str, str]:
    """Return what each is called; a code that nobody knows is its own title."""
    wanted = set(codes)
    packaged = {code: catalogue().instruments[code].title for code in wanted & catalogue().instruments.keys()}
    own = wanted - packaged.keys()
    titles = SiteQuestionnaire.objects.filter(code__in=own).newest().values_list("code", "title") if own else ()
    return {code: code for code in own} | dict(titles) | packaged


def own_documents(keys: Iterable[Key]) -> list[dict[str, object]]:
    """Return the questionnaires of sites among these: without them answers to them say nothing."""
    rows = _rows_of({key for key in keys if key[0] not in catalogue().instruments})
    return [{"code": row.code, "version": row.version, "document": json.loads(row.document)} for row in rows]


def asked_of(person: Person, code: str, version: int | None, *, now: datetime) -> SiteQuestionnaire | None:
    """Return a site's own that concerns this person: asked of them before, or of a site that follows them.

    Without a version the newest of those that do.
    """
    rows = SiteQuestionnaire.objects.filter(code=code)
    if version is not None:
        rows = rows.filter(version=version)
    return _concerning(rows, person, now=now).order_by("-version").first()


def readable_by(person: Person, named: tuple[str, int | None], *, now: datetime) -> Instrument | None:
    """Return what a phone names beside its answers, in that version or else the newest."""
    code, version = named
    packaged = catalogue().instruments.get(code)
    if packaged is not None:
        return packaged
    if not CODE.fullmatch(code):
        return None
    row = asked_of(person, code, version, now=now) or asked_of(person, code, None, now=now)
    return definition(row) if row else None


def notes_of_rules(site_id: UUID, names: Iterable[str]) -> Mapping[str, str]:
    """Say what rules of a site's own mean, by `instrument:rule`; rules that are packaged are not among them."""
    codes = {name.partition(":")[0] for name in names} - catalogue().instruments.keys()
    rows = SiteQuestionnaire.objects.filter(site=site_id, code__in=codes).newest() if codes else ()
    rules = [(instrument, rule) for instrument in map(definition, rows) for rule in instrument.rules]
    return {f"{i.code}:{rule.id}": rule.note or f"{i.title}: {rule.id}." for i, rule in rules}


def _rows_of(keys: set[Key]) -> Iterable[SiteQuestionnaire]:
    if not keys:
        return ()
    condition = Q()
    for code, version in keys:
        condition |= Q(code=code, version=version)
    return SiteQuestionnaire.objects.filter(condition)


def _concerning(rows: SiteQuestionnaireQuerySet, person: Person, *, now: datetime) -> SiteQuestionnaireQuerySet:
    following = Assignment.objects.active(now).filter(person=person).values("site")
    asked = CheckIn.objects.filter(person=person, instrument=OuterRef("code"), version=OuterRef("version"))
    return rows.filter(Q(site__in=following) | Exists(asked))
