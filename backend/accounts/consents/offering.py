"""The form that a person would sign at this moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from backend.accounts.consents.ending import end_of_day, last_day, months_ahead
from backend.accounts.consents.forms import Elements, FormText, Item, listed, render
from backend.accounts.consents.problems import ConsentBundled
from backend.accounts.consents.requests import OutsideTerms, Purpose, Terms
from backend.accounts.consents.texts import FormTexts, form_texts
from backend.accounts.guard import NEVER_TO_STAFF, ON_ALERT
from backend.accounts.models import Assignment, DataClass, Person, Site
from backend.accounts.policies import policies_of
from backend.api.problems import Invalid, InvalidRequest, NotFound
from backend.recurrence import parse_zone

# Each of these stands in a record of its own: 42 CFR 2.31(d) and (b).
ALONE = frozenset({Purpose.LEGAL_PROCEEDINGS, Purpose.COUNSELLING_NOTES})
# A site cannot tell what it may never see.
NEVER_OUTSIDE = NEVER_TO_STAFF
# Which sentence says who reads a class, by the lowest level of alert that shows it beyond the care team.
READERS: Mapping[str | None, str] = MappingProxyType(
    {None: "care-team", "L1": "on-alert", "L2": "on-urgent-alert", "L3": "in-danger"}
)


def joined_site(person: Person, site_id: UUID, *, now: datetime) -> Site:
    """Raises NotFound for a site that does not follow this person now."""
    here = Assignment.objects.active(now).filter(person=person)
    site = Site.objects.filter(pk=site_id, pk__in=here.values("site")).first()
    if site is None:
        raise NotFound
    return site


def form_inside(person: Person, terms: Terms, *, at: datetime, now: datetime) -> FormText:
    """Return the form by which a site may see something, as it was on offer `at` some instant of the near past.

    Raises NotFound, InvalidRequest for an end that is past or too far ahead, ConsentBundled.
    """
    site, texts = joined_site(person, terms.site_id, now=now), form_texts(person.locale)
    _check_bundle(site, terms.data_classes)
    ends_at = _ends_at(terms, site, at=at, now=now)
    items = tuple(_item(each, texts, site) for each in terms.data_classes)
    words = texts.words
    elements = Elements(
        person=_person(person, texts),
        discloser=_fill(words["discloser"]["inside"], site),
        information=items,
        recipients=_fill(words["recipients"]["inside"], site),
        redisclosure=_fill(words["redisclosure"][site.regime]["inside"], site),
        purpose=_fill(words["purpose_inside"], site),
        right_to_revoke=words["right_to_revoke"][site.regime],
        expiry=texts.expiry(ends_at, site),
        refusal=_fill(words["refusal"]["inside"], site, without=listed([item.without for item in items])),
        signature=words["signature"][site.regime],
    )
    return _form(_fill(words["title"], site), elements, texts, site, ends_at)


def form_outside(person: Person, terms: OutsideTerms, *, now: datetime) -> FormText:
    """Return the form by which a site may tell somebody outside. Raises NotFound, InvalidRequest, ConsentBundled."""
    site, texts = joined_site(person, terms.site_id, now=now), form_texts(person.locale)
    _check_outside(terms)
    ends_at = _ends_at(terms, site, at=now, now=now) if terms.expires_at or terms.expires_on else None
    words, recipient = texts.words, terms.recipient
    told = "affiliated" if recipient.affiliation else "outside"
    bound = "covered" if recipient.is_covered_entity else "other"
    elements = Elements(
        person=_person(person, texts),
        discloser=_fill(words["discloser"]["outside"], site),
        information=_told(terms, texts, site),
        recipients=words["recipients"][told].format(recipient=recipient.name, affiliation=recipient.affiliation),
        redisclosure=_fill(words["redisclosure"][site.regime][bound], site, recipient=recipient.name),
        purpose=" ".join(_fill(words["purposes"][each], site, recipient=recipient.name) for each in terms.purposes),
        right_to_revoke=words["right_to_revoke"][site.regime],
        expiry=texts.expiry(ends_at, site),
        refusal=_fill(words["refusal"]["outside"], site, recipient=recipient.name),
        signature=words["signature"][site.regime],
    )
    return _form(_fill(words["outside_title"], site, recipient=recipient.name), elements, texts, site, ends_at)


def last_day_on_offer(site: Site, *, at: datetime) -> date:
    """Return the last day until which somebody can consent at this instant."""
    return months_ahead(at, policies_of(site).consent_months, site.tzid)


def _form(title: str, elements: Elements, texts: FormTexts, site: Site, ends_at: datetime | None) -> FormText:
    return FormText(
        version=texts.versions[site.regime],
        language=texts.language,
        elements=elements,
        text=render(title, texts.words["headings"], elements),
        expires_at=ends_at,
        expires_on=last_day(ends_at, site.tzid) if ends_at else None,
    )


def _check_bundle(site: Site, data_classes: Sequence[DataClass]) -> None:
    """Under the GDPR research is a purpose beside care, and each has a consent of its own (recital 43)."""
    if site.regime == Site.Regime.GDPR and DataClass.IMPROVE in data_classes and len(data_classes) > 1:
        raise ConsentBundled


def _check_outside(terms: OutsideTerms) -> None:
    if not ALONE.isdisjoint(terms.purposes) and len(terms.purposes) > 1:
        raise ConsentBundled
    if Purpose.COUNSELLING_NOTES in terms.purposes:
        # The notes are what is shared: they are in no class of ours, and share a form with none.
        if terms.data_classes:
            raise ConsentBundled
    elif not terms.data_classes:
        raise InvalidRequest(Invalid("/data_classes", "Name at least one."))
    if not NEVER_OUTSIDE.isdisjoint(terms.data_classes):
        raise InvalidRequest(Invalid("/data_classes", "The site does not see this, so it cannot tell it."))


def _ends_at(terms: Terms, site: Site, *, at: datetime, now: datetime) -> datetime:
    if terms.expires_at and terms.expires_on:
        raise InvalidRequest(Invalid("/expires_on", "Give a day or an instant, not both."))
    if terms.expires_on:
        return _end_of_wanted_day(terms.expires_on, site, now=now)
    ends_at = terms.expires_at or end_of_day(last_day_on_offer(site, at=at), site.tzid)
    if ends_at <= now:
        raise InvalidRequest(Invalid("/expires_at", "Give an instant to come, or leave it out."))
    if ends_at > end_of_day(last_day_on_offer(site, at=now), site.tzid):
        raise InvalidRequest(Invalid("/expires_at", _too_far(site)))
    return ends_at


def _end_of_wanted_day(day: date, site: Site, *, now: datetime) -> datetime:
    if day < now.astimezone(parse_zone(site.tzid)).date():
        raise InvalidRequest(Invalid("/expires_on", "Give a day to come, or leave it out."))
    if day > last_day_on_offer(site, at=now):
        raise InvalidRequest(Invalid("/expires_on", _too_far(site)))
    return end_of_day(day, site.tzid)


def _too_far(site: Site) -> str:
    return f"At this site a consent lasts {policies_of(site).consent_months} months at most."


def _person(person: Person, texts: FormTexts) -> str:
    words, handle = texts.words["person"], person.account.handle
    return str(words["named"].format(handle=handle) if handle else words["unnamed"])


def _told(terms: OutsideTerms, texts: FormTexts, site: Site) -> tuple[Item, ...]:
    if Purpose.COUNSELLING_NOTES in terms.purposes:
        return (Item(Purpose.COUNSELLING_NOTES, _fill(texts.words["counselling_notes"], site), "", "", ""),)
    classes = texts.words["classes"]
    return tuple(Item(each, _fill(classes[each]["what"], site), "", "", "") for each in terms.data_classes)


def _item(data_class: DataClass, texts: FormTexts, site: Site) -> Item:
    words = texts.words["classes"][data_class]
    readers = texts.words["readers"][_readers_of(data_class)]
    return Item(
        data_class, _fill(words["what"], site), readers, _fill(words["purpose"], site), _fill(words["without"], site)
    )


def _readers_of(data_class: DataClass) -> str:
    if data_class in NEVER_TO_STAFF:
        return "nobody"
    return "whole-site" if data_class == DataClass.ALERTS else READERS[ON_ALERT.get(data_class)]


def _fill(text: str, site: Site, **names: Any) -> str:
    return text.format(site=site.name, **names)
