"""A condition of a questionnaire in words: what must have been answered for a rule to hold."""

from collections.abc import Mapping

from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Instrument
from backend.instruments.grammar import And, Comparison, Expression, HasAny, HasAtLeast, Leaf, Named, Not, Or, PlanIs

BOUND_WORDS: Mapping[str, str] = {"==": "", ">=": " or more", "<=": " or less"}


def when_words(expression: Expression, instrument: Instrument) -> str:
    """`“Are you dizzy?” is Yes and night is 3 or more`; brackets where a part is itself several."""
    match expression:
        case Or(parts):
            return " or ".join(_part(each, instrument) for each in parts)
        case And(parts):
            return " and ".join(_part(each, instrument) for each in parts)
        case Not(part):
            return f"not {_part(part, instrument)}"
        case _:
            return _leaf_words(expression, instrument)


def _part(expression: Expression, instrument: Instrument) -> str:
    words = when_words(expression, instrument)
    return f"({words})" if isinstance(expression, Or | And) else words


def _leaf_words(leaf: Leaf, instrument: Instrument) -> str:
    match leaf:
        case Comparison(name, sign, value):
            return f"{_name(name, instrument)} is {_label(name, value, instrument)}{BOUND_WORDS[sign]}"
        case HasAny(name, choices):
            chosen = " or ".join(_label(name, each, instrument) for each in choices)
            return f"{_name(name, instrument)} has {chosen}"
        case HasAtLeast(name, count):
            return f"{_name(name, instrument)} has {count} or more"
        case PlanIs(substance):
            return f"the care plan names {substance}"
        case Named(name):
            return str(catalogue().instruments_document["when_syntax"]["named_rules"][f"{name}()"])


def _name(name: str, instrument: Instrument) -> str:
    """An item by what it asks, a score by its name."""
    item = instrument.items_by_id.get(name)
    return f"“{item.text}”" if item else name.replace("_", " ")


def _label(name: str, value: int | str, instrument: Instrument) -> str:
    item = instrument.items_by_id.get(name)
    labels = {option.value: option.label for option in item.options} if item else {}
    return labels.get(value, str(value))
