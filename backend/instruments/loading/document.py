"""The shape of an instrument as the data file has it, and of a questionnaire that a site adds.

Bounds are far above what a person would fill in; they keep one document from taking much memory or time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.instruments.grammar import MAX_LENGTH
from backend.instruments.levels import Level
from backend.instruments.loading.faults import Fault
from backend.instruments.loading.shapes import (
    Check,
    below,
    either,
    flag,
    integer,
    list_of,
    named,
    nothing,
    one_of,
    positive_number,
    table,
    text,
)

LARGEST_VALUE = 1000
MOST_ITEMS = 200
NOTE = text(2000, shortest=0)
NAME = text(40)
LABEL = text(300)
RULE_NAME = text(80)
WHEN = text(MAX_LENGTH)
VALUE = integer(0, LARGEST_VALUE)
TOTAL = integer(0, 20_000)
RANGE = list_of(TOTAL, least=2, most=2)
ITEMS = list_of(NAME, least=1, most=MOST_ITEMS)
DIRECTION = one_of("better", "worse")

OPTION = table({"value": either(VALUE, NAME, "This must be a whole number or a word."), "label": LABEL}, {})
ASKED = {"id": NAME, "text": text(2000), "options": list_of(OPTION, least=1, most=101)}
ITEM = table(
    ASKED,
    {
        "multi": flag,
        "ask_if": WHEN,
        "follow_up": list_of(LABEL, most=10),
        "subscale": either(NAME, nothing, "This must be the name of a subscale, or null."),
        "loinc": NAME,
    },
)
EXTRA_ITEM = table(ASKED, {"scored": flag, "ask_if": WHEN, "loinc": NAME})
CONSEQUENCE = {
    "when": WHEN,
    "level": one_of(*(level.value for level in Level)),
    "actions": list_of(RULE_NAME, most=20),
}
BAND = table(CONSEQUENCE, {"label": RULE_NAME, "subscale": NAME, "min": TOTAL, "max": TOTAL, "note": NOTE})
ITEM_RULE = table({"id": RULE_NAME, **CONSEQUENCE}, {"note": NOTE})
SKIP = table({"items": ITEMS, "when": WHEN, "value": VALUE}, {"note": NOTE})
REFUSAL = table({"value": VALUE, "label": LABEL, "items": ITEMS, "counts_as": VALUE}, {"note": NOTE})
LOINC_CODE = either(NAME, nothing, "This must be a code, or null.")

SUBSCALE = table({"items": ITEMS, "range": RANGE, "higher_is": DIRECTION}, {})
ONE_SCALE = table(
    {"method": NAME, "range": RANGE, "higher_is": DIRECTION},
    {"reliable_change": positive_number, "missing": NOTE, "note": NOTE},
)
NO_SCALE = table({"method": NAME}, {"higher_is": NAME, "missing": NOTE, "note": NOTE})
SUBSCALES = table(
    {"method": NAME, "subscales": named(SUBSCALE, most=20)},
    {"higher_is": NAME, "total": nothing, "total_note": NOTE, "missing": NOTE, "note": NOTE},
)
SCORING_BY_METHOD: Mapping[str, Check] = {
    "rules": NO_SCALE,
    "sum": ONE_SCALE,
    "value": ONE_SCALE,
    "subscales": SUBSCALES,
}


def scoring(value: object, pointer: str) -> Iterator[Fault]:
    method = value.get("method") if isinstance(value, dict) else None
    if isinstance(method, str) and method in SCORING_BY_METHOD:
        yield from SCORING_BY_METHOD[method](value, pointer)
    else:
        yield Fault(below(pointer, "method"), f"This must be one of {', '.join(SCORING_BY_METHOD)}.")


INSTRUMENT = table(
    {"code": NAME, "title": LABEL, "items": list_of(ITEM, least=1, most=MOST_ITEMS), "scoring": scoring},
    {
        "version": integer(1, 30_000),
        "enabled_by_default": flag,
        "extra_item": EXTRA_ITEM,
        "bands": list_of(BAND, most=100),
        "item_rules": list_of(ITEM_RULE, most=200),
        "skip": list_of(SKIP, most=50),
        "refusal": REFUSAL,
        "recall": NOTE,
        "stem": NOTE,
        "cadence": NOTE,
        "source": NOTE,
        "note": NOTE,
        "skip_note": NOTE,
        "self_report_note": NOTE,
        "wording_check": NOTE,
        "licence": table({}, {"status": NOTE, "notice": NOTE}),
        "loinc": table({}, {"panel": LOINC_CODE, "total": LOINC_CODE, "check": NOTE}),
    },
)


def shape_faults(raw: object) -> list[Fault]:
    return list(INSTRUMENT(raw, ""))


def items_of(raw: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return each item with its pointer; the unscored extra item, where there is one, comes last."""
    items = [(f"/items/{number}", item) for number, item in enumerate(raw["items"])]
    return [*items, ("/extra_item", raw["extra_item"])] if "extra_item" in raw else items
