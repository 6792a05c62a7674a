"""A questionnaire that Harbour Clinic has written for itself: with each thing that a document can hold."""

import copy
from typing import Any

from backend.accounts.models import Site, Staff
from backend.aftercare.models import SiteQuestionnaire
from backend.aftercare.questionnaires import keeping
from tests.times import utc

ADDED_AT = utc("2026-11-20T10:00")
URL = "/v1/staff/questionnaires"


def yes_or_no() -> list[dict[str, Any]]:
    return [{"value": 0, "label": "No"}, {"value": 1, "label": "Yes"}]


MORNING: dict[str, Any] = {
    "code": "harbour-morning",
    "title": "Morning round",
    "stem": "About last night and right now.",
    "items": [
        {
            "id": "sleep",
            "text": "How did you sleep?",
            "options": [{"value": value, "label": label} for value, label in enumerate(["Well", "So-so", "Badly"])],
        },
        {"id": "dizzy", "text": "Are you dizzy?", "options": yes_or_no()},
        {
            "id": "falls",
            "text": "How often did you fall?",
            "options": [{"value": value, "label": label} for value, label in enumerate(["Never", "Once", "More"])],
            "ask_if": "dizzy == 1",
        },
        {
            "id": "signs",
            "text": "Any of these?",
            "multi": True,
            "options": [
                {"value": "fit", "label": "A fit"},
                {"value": "shaking", "label": "Shaking"},
                {"value": "none", "label": "None"},
            ],
        },
        {"id": "unsafe", "text": "Do you feel unsafe with yourself?", "options": yes_or_no()},
    ],
    "skip": [{"items": ["falls"], "when": "dizzy == 0", "value": 0}],
    "refusal": {"value": 9, "label": "I would rather not say", "items": ["unsafe"], "counts_as": 1},
    "scoring": {
        "method": "subscales",
        "subscales": {"night": {"items": ["sleep", "falls"], "range": [0, 4], "higher_is": "worse"}},
    },
    "bands": [
        {"subscale": "night", "when": "night >= 3", "level": "L1", "actions": ["staff_review_next_working_day"]},
    ],
    "item_rules": [
        {
            "id": "fit",
            "when": "signs has fit",
            "level": "L3",
            "actions": ["show_card:medical-emergency", "page_on_call_staff"],
            "note": "A fit in the night.",
        },
        {
            "id": "unsafe",
            "when": "unsafe == 1",
            "level": "L2",
            "actions": ["show_card:suicide", "administer:asq", "staff_contact_same_day"],
        },
        {"id": "tired", "when": "sleep == 2", "level": "L0", "actions": ["offer:phq-2"]},
    ],
}


def changed(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(MORNING), **fields}


def second_version() -> dict[str, Any]:
    """Without the question about falls, and with a rule that fires where the first has none."""
    document = changed(skip=[])
    document["items"] = [item for item in document["items"] if item["id"] != "falls"]
    document["scoring"]["subscales"]["night"] = {"items": ["sleep"], "range": [0, 2], "higher_is": "worse"}
    document["bands"][0]["when"] = "night >= 2"
    document["item_rules"].append(
        {"id": "dizzy", "when": "dizzy == 1", "level": "L1", "actions": ["staff_review_next_working_day"]}
    )
    return document


def add(where: Staff | Site, document: dict[str, Any] | None = None) -> SiteQuestionnaire:
    site = where if isinstance(where, Site) else where.site
    return keeping.keep(site, document or MORNING, by=None, now=ADDED_AT).questionnaire
