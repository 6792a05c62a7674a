"""Instruments as an app needs them: with rules, cards and test vectors, so that it works without signal."""

from datetime import datetime
from typing import Any

from backend.accounts.models import Person
from backend.aftercare.models import CheckIn
from backend.aftercare.questionnaires.lookup import asked_of, definition
from backend.aftercare.questionnaires.offers import offer_for
from backend.api.problems import NotFound
from backend.crisis.help import card_as_shown
from backend.instruments.catalogue import Instrument, catalogue
from backend.instruments.documents import document_of
from backend.instruments.vectors import vectors_for

SHOWS_CARD = "show_card:"


def instrument_list(person: Person, *, now: datetime) -> list[dict[str, Any]]:
    """Return what this person can begin: packaged instruments, then questionnaires of the sites that follow them."""
    offer = offer_for(person, now=now)
    packaged = [(each.code, each.version, each.title, None) for each in offer.packaged()]
    rows = offer.own().select_related("site").defer("document", "vectors")
    own = [(row.code, row.version, row.title, row.site.name) for row in rows if row.retired_at is None]
    fields = ("code", "version", "title", "site")
    return [dict(zip(fields, each, strict=True)) for each in [*packaged, *own]]


def instrument_document(person: Person, code: str, version: int | None, *, now: datetime) -> dict[str, Any]:
    """Return an instrument with all that belongs to it: one this person can begin, or was asked before.

    Raises NotFound for any other.
    """
    packaged = catalogue().instruments.get(code)
    if packaged is None:
        return _own_document(person, code, version, now=now)
    may_begin = offer_for(person, now=now).has_packaged(packaged)
    if version not in (None, packaged.version) or not (may_begin or _was_asked(person, code)):
        raise NotFound
    return _document(packaged, vectors_for(code))


def _own_document(person: Person, code: str, version: int | None, *, now: datetime) -> dict[str, Any]:
    row = asked_of(person, code, version, now=now)
    if row is None or (version is None and row.retired_at is not None and not _was_asked(person, code)):
        raise NotFound
    return _document(definition(row), row.vectors)


def _was_asked(person: Person, code: str) -> bool:
    """What was switched off or retired since can be open still."""
    return CheckIn.objects.filter(person=person, instrument=code).exists()


def _document(instrument: Instrument, vectors: list[dict[str, Any]]) -> dict[str, Any]:
    document = catalogue().instruments_document
    return {
        **document_of(instrument, vectors),
        "cards": _cards(instrument),
        "actions": document["actions"],
        "when_syntax": document["when_syntax"],
    }


def _cards(instrument: Instrument) -> list[dict[str, Any]]:
    actions = [action for rule in instrument.rules for action in rule.actions if action.startswith(SHOWS_CARD)]
    codes = dict.fromkeys(action.removeprefix(SHOWS_CARD) for action in actions)
    known = catalogue().cards
    return [card_as_shown(known[code]) for code in codes if code in known]
