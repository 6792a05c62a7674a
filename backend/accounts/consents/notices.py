"""The notice about records and rights (42 CFR 2.22, GDPR article 13): that it was shown, and that it was read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet

from backend.accounts.consents.texts import notice_for
from backend.accounts.models import Notice, Person, Site
from backend.api.problems import NotFound


@dataclass(frozen=True)
class Shown:
    """The row that says that it was shown, with the text of it."""

    notice: Notice
    text: str


@transaction.atomic
def show_notice(person: Person, site_id: UUID, *, now: datetime) -> Shown:
    """Return what the notice of a site says now, and keep that it was shown. Raises NotFound for a strange site."""
    site = Site.objects.filter(pk=site_id, assignment__person=person).first()
    if site is None:
        raise NotFound
    return show(person, site, now=now)


def show(person: Person, site: Site, *, now: datetime) -> Shown:
    """Show the notice in the caller's transaction; the same text again is no second row."""
    text = notice_for(site, person.locale)
    shown = _events(person, Notice.Event.SHOWN).filter(site=site, text_sha256=text.sha256).first()
    if shown is None:
        shown = Notice.objects.create(
            person=person,
            site=site,
            event=Notice.Event.SHOWN,
            version=text.version,
            language=text.language,
            text_sha256=text.sha256,
            at=now,
        )
    return Shown(shown, text.text)


def notices_of(person: Person) -> QuerySet[Notice]:
    """Return the notices that this person was shown; `acknowledged_at` is null for one not confirmed as read."""
    read = _events(person, Notice.Event.ACKNOWLEDGED).filter(site=OuterRef("site"), text_sha256=OuterRef("text_sha256"))
    return _events(person, Notice.Event.SHOWN).select_related("site").annotate(acknowledged_at=read.values("at")[:1])


@transaction.atomic
def acknowledge(person: Person, notice_id: UUID, *, now: datetime) -> Notice:
    """Keep that the person says they read it; a second time changes nothing. Raises NotFound."""
    shown = _events(person, Notice.Event.SHOWN).select_for_update().filter(pk=notice_id).first()
    if shown is None:
        raise NotFound
    of_text = {"site": shown.site_id, "text_sha256": shown.text_sha256}
    if not _events(person, Notice.Event.ACKNOWLEDGED).filter(**of_text).exists():
        Notice.objects.create(
            person=person,
            site_id=shown.site_id,
            event=Notice.Event.ACKNOWLEDGED,
            version=shown.version,
            language=shown.language,
            text_sha256=shown.text_sha256,
            at=now,
        )
    return notices_of(person).get(pk=notice_id)


def _events(person: Person, event: Notice.Event) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person, event=event)
