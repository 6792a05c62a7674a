"""What somebody takes along who may have no signal when it matters: everything of crisis help that is data.

Equal findings on equal days make equal bytes, on every process: no clock and no chance is in it.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from backend.crisis.help import card_as_shown
from backend.crisis.lines import VERIFICATION_LASTS, countries, lines_for, rules
from backend.crisis.safety_plan_form import safety_plan_form
from backend.crisis.verifying.findings import Findings
from backend.instruments.catalogue import catalogue
from backend.instruments.documents import document_of
from backend.instruments.vectors import vectors_for

SCHEMA = "crisis-bundle/1"


def bundle_of(findings: Findings, *, today: date) -> dict[str, Any]:
    """Return the bundle for this day. Ages are left out: whoever reads it knows what day it is."""
    found = catalogue()
    return {
        "schema": SCHEMA,
        "language": "en",
        "as_of": _as_of(findings, today).isoformat(),
        "not_medical_advice": found.cards_document["not_medical_advice"],
        "help_lines": _help_lines(findings, today),
        "cards": [card_as_shown(card) for card in found.cards.values()],
        "instruments": _instruments(),
        "safety_plan": _safety_plan(),
    }


def _help_lines(findings: Findings, today: date) -> dict[str, Any]:
    """By country, the emergency number first; `default` is for every other country and for none."""
    return {
        "rules": rules()["rules"],
        "states": rules()["status_values"],
        "verification_lasts_days": VERIFICATION_LASTS.days,
        "default": lines_for(None, findings=findings, today=today).as_json(),
        "countries": {code: lines_for(code, findings=findings, today=today).as_json() for code in countries()},
    }


def _instruments() -> dict[str, Any]:
    """Those that every site asks: what a site has to switch on is no one's before it does."""
    document = catalogue().instruments_document
    return {
        **{name: document[name] for name in ("levels", "actions", "when_syntax")},
        "results": [
            document_of(each, vectors_for(each.code))
            for each in catalogue().instruments.values()
            if each.enabled_by_default
        ],
    }


def _safety_plan() -> dict[str, Any]:
    form = safety_plan_form()
    return asdict(form) | {"written_on": form.written_on.isoformat()}


def _as_of(findings: Findings, today: date) -> date:
    """Return the newest day on which anything of it was written or found; an app never goes back behind it."""
    documents = (rules(), catalogue().cards_document, catalogue().instruments_document)
    written = [date.fromisoformat(document["generated"]) for document in documents]
    found = [day for day in (*findings.verified.values(), *findings.dead.values()) if day <= today]
    return max(*written, safety_plan_form().written_on, *found)
