"""Taking over formats and service bodies, before the meetings that refer to them."""

from collections.abc import Sequence
from dataclasses import replace

from meetings.imports.bmlt.formats import reserved_key
from meetings.imports.facts import FormatFacts, ServiceBodyFacts
from meetings.imports.report import Report
from meetings.imports.steps.upstream_ids import UpstreamIds, hash_of, remember
from meetings.models import Format, FormatTranslation, ServiceBody, Source, SourceRow

BODY_FIELDS = ["parent", "name", "description", "type", "url", "helpline", "world_id"]


def take_over_service_bodies(
    bodies: Sequence[ServiceBodyFacts], source: Source, report: Report
) -> tuple[dict[str, int], set[int]]:
    """Return upstream id -> our id, and the ids of those that changed. Bodies of ours are left alone."""
    ids = UpstreamIds(source, SourceRow.Kind.SERVICE_BODY, ServiceBody)
    standing = _standing_bodies([facts for facts in bodies if facts.is_shared])
    ours = ids.assign([facts.upstream_id for facts in bodies], fixed=standing)
    left_alone = set(ServiceBody.objects.filter(pk__in=ours.values(), is_ours=True).values_list("pk", flat=True))
    changed, rows = [], []
    for facts in _with_sound_parents(bodies, ours, report):
        our_id, parent_id = ours[facts.upstream_id], ours.get(facts.parent_id)
        content_hash = hash_of(facts, parent_id)
        if facts.is_shared and _is_here(facts.upstream_id, ids, standing):
            rows += _mapped(ids, facts.upstream_id, our_id)
        elif our_id in left_alone:
            report.skip(facts.row, "this service body is ours; the feed changes nothing in it")
        elif not ids.says_the_same(facts.upstream_id, content_hash):
            changed.append(_service_body(facts, our_id, parent_id))
            rows.append(ids.row(facts.upstream_id, our_id, content_hash))
    ServiceBody.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=BODY_FIELDS)
    remember(rows)
    return ours, {body.pk for body in changed}


def take_over_formats(formats: Sequence[FormatFacts], source: Source) -> tuple[dict[str, int], set[int]]:
    """Return upstream id -> our id, and the ids of those that changed."""
    ids = UpstreamIds(source, SourceRow.Kind.FORMAT, Format)
    standing = _standing_formats([facts for facts in formats if facts.is_shared])
    ours = ids.assign([facts.upstream_id for facts in formats], fixed=_reserved_ids(formats) | standing)
    reserved = set(_reserved_by_key().values())
    changed, rows = [], []
    for facts in formats:
        our_id, content_hash = ours[facts.upstream_id], hash_of(facts)
        if facts.is_shared and _is_here(facts.upstream_id, ids, standing):
            rows += _mapped(ids, facts.upstream_id, our_id)
        elif not ids.says_the_same(facts.upstream_id, content_hash):
            changed.append((our_id, facts))
            rows.append(ids.row(facts.upstream_id, our_id, content_hash))
    _save_formats([(our_id, facts) for our_id, facts in changed if our_id not in reserved])
    _add_languages([(our_id, facts) for our_id, facts in changed if our_id in reserved])
    remember(rows)
    return ours, {our_id for our_id, _ in changed}


def _is_here(upstream_id: str, ids: UpstreamIds, standing: dict[str, int]) -> bool:
    return upstream_id in standing or upstream_id in ids.known()


def _mapped(ids: UpstreamIds, upstream_id: str, our_id: int) -> list[SourceRow]:
    """Nothing of it is the feed's: only what the code means is kept."""
    return [] if upstream_id in ids.known() else [ids.row(upstream_id, our_id, b"")]


def _standing_bodies(bodies: Sequence[ServiceBodyFacts]) -> dict[str, int]:
    """Find bodies that another feed or an operator has brought: by world id, else as another feed named them."""
    by_world_id: dict[str, int] = {}
    for world_id, pk in ServiceBody.objects.exclude(world_id="").order_by("-pk").values_list("world_id", "pk"):
        by_world_id[world_id.upper()] = pk
    found = _named_before(SourceRow.Kind.SERVICE_BODY, [facts.upstream_id for facts in bodies])
    return found | {f.upstream_id: by_world_id[f.world_id] for f in bodies if f.world_id in by_world_id}


def _standing_formats(formats: Sequence[FormatFacts]) -> dict[str, int]:
    """Find formats by NAWS code, of several the one with the stock key; languages share a code and need the key."""
    if not formats:
        return {}
    found = _named_before(SourceRow.Kind.FORMAT, [facts.upstream_id for facts in formats])
    stored = list(Format.objects.exclude(world_id="").order_by("pk").prefetch_related("translations"))
    for facts in formats:
        named = [each for each in stored if facts.world_id and each.world_id.upper() == facts.world_id]
        with_key = [each for each in named if facts.keys & {t.key for t in each.translations.all()}]
        candidates = with_key or ([] if facts.world_id == "LANG" else named)
        if candidates:
            found[facts.upstream_id] = candidates[0].pk
    return found


def _named_before(kind: SourceRow.Kind, codes: Sequence[str]) -> dict[str, int]:
    rows = SourceRow.objects.filter(kind=kind, upstream_id__in=codes).order_by("-pk")
    return dict(rows.values_list("upstream_id", "our_id"))


def _with_sound_parents(
    bodies: Sequence[ServiceBodyFacts], ours: dict[str, int], report: Report
) -> list[ServiceBodyFacts]:
    """Make roots of bodies whose parent is unknown, or who would be their own ancestor."""
    parent_of = {facts.upstream_id: facts.parent_id for facts in bodies}
    sound = []
    for facts in bodies:
        if facts.parent_id and (facts.parent_id not in ours or _is_in_circle(facts.upstream_id, parent_of)):
            report.repair(facts.row, "parent_id: unknown or in a circle, taken as without parent")
            parent_of[facts.upstream_id] = ""
            facts = replace(facts, parent_id="")
        sound.append(facts)
    return sound


def _is_in_circle(identity: str, parent_of: dict[str, str]) -> bool:
    seen, above = {identity}, parent_of[identity]
    while above and above not in seen:
        seen.add(above)
        above = parent_of.get(above, "")
    return above == identity


def _service_body(facts: ServiceBodyFacts, our_id: int, parent_id: int | None) -> ServiceBody:
    return ServiceBody(
        id=our_id,
        parent_id=parent_id,
        name=facts.name,
        description=facts.description,
        type=facts.type,
        url=facts.url,
        helpline=facts.helpline,
        world_id=facts.world_id,
    )


def _reserved_by_key() -> dict[str, int]:
    reserved = FormatTranslation.objects.filter(language="en", key__in=["VM", "HY", "TC"])
    return dict(reserved.values_list("key", "format_id"))


def _reserved_ids(formats: Sequence[FormatFacts]) -> dict[str, int]:
    by_key = _reserved_by_key()
    return {facts.upstream_id: by_key[reserved_key(facts)] for facts in formats if reserved_key(facts) in by_key}


def _save_formats(changed: list[tuple[int, FormatFacts]]) -> None:
    Format.objects.bulk_create(
        [Format(id=our_id, world_id=facts.world_id, type=facts.type) for our_id, facts in changed],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["world_id", "type"],
    )
    FormatTranslation.objects.filter(format__in=[our_id for our_id, _ in changed]).delete()
    FormatTranslation.objects.bulk_create(_translations(changed))


def _add_languages(reserved: list[tuple[int, FormatFacts]]) -> None:
    """VM, HY and TC keep our words; a feed adds the languages that we lack."""
    FormatTranslation.objects.bulk_create(_translations(reserved), ignore_conflicts=True)


def _translations(formats: list[tuple[int, FormatFacts]]) -> list[FormatTranslation]:
    return [
        FormatTranslation(format_id=our_id, **vars(translation))
        for our_id, facts in formats
        for translation in facts.translations
    ]
