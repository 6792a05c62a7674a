"""What answers call for: the rules that fire, and with them level, actions and cards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.instruments.answers import craving_rating, values_of
from backend.instruments.definitions import Instrument, Item, Rule, Skip
from backend.instruments.facts import Facts
from backend.instruments.grammar import Values, evaluate, names
from backend.instruments.levels import Level
from backend.instruments.scoring import Score, scores, with_scores

# instruments.json, `actions`: these two cards "bring the help lines with them".
CARDS_WITH_HELP = frozenset({"suicide", "medical-emergency"})

# instruments.json, `rules`: "Where the person has no staff, staff actions are left out".
STAFF_ACTIONS = frozenset(
    {
        "staff_review_next_working_day",
        "staff_call_within_2_working_days",
        "staff_contact_same_day",
        "page_on_call_staff",
        "notify_prescriber_contact_if_consented",
    }
)


@dataclass(frozen=True)
class Reading:
    """`rules` are all that fired, in file order; each names its instrument, which may be another one."""

    scores: tuple[Score, ...]
    rules: tuple[Rule, ...]

    @property
    def level(self) -> Level:
        return max((rule.level for rule in self.rules), default=Level.L0)

    @property
    def fired(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.rules)

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions of all rules that fired, in file order without repeats."""
        return tuple(dict.fromkeys(action for rule in self.rules for action in rule.actions))

    @property
    def cards(self) -> tuple[str, ...]:
        return _targets(self.actions, "show_card")

    @property
    def bring_help(self) -> bool:
        """Whether emergency number and help lines go into the same response."""
        return self.level >= Level.L2 or "show_help_lines" in self.actions or not CARDS_WITH_HELP.isdisjoint(self.cards)


def read(instrument: Instrument, answers: Mapping[str, object], facts: Facts) -> Reading:
    """Read answers, finished or not. Invalid ones are passed over, so that a refused form is read too."""
    values = with_scores(instrument, values_of(instrument, answers, facts))
    rules = instrument.rules
    if craving_rating(instrument, answers) is not None:
        rules += instrument.rating_rules
    return Reading(
        scores=scores(instrument, answers),
        rules=tuple(rule for rule in rules if evaluate(rule.when, values)),
    )


def next_instrument(reading: Reading) -> str | None:
    """Return the instrument to ask next, in the same visit."""
    return next(iter(_targets(reading.actions, "administer")), None)


def offered_instruments(reading: Reading) -> tuple[str, ...]:
    """Return what the person may begin now, or leave."""
    return _targets(reading.actions, "offer")


def asked(instrument: Instrument, answers: Mapping[str, object], facts: Facts) -> tuple[str, ...]:
    """Return the items to show now, in order: those whose `ask_if` holds and that no skip leaves out.

    An item that a skip may leave out waits until the answers that decide it are there.
    """
    values = with_scores(instrument, values_of(instrument, answers, facts))
    waiting = {item for skip in instrument.skips if not _is_ruled_out(skip, values) for item in skip.items}
    return tuple(item.id for item in instrument.items if item.id not in waiting and _is_asked(item, values))


def without_staff_actions(actions: Iterable[str]) -> tuple[str, ...]:
    """Return what is left for a person whom no staff member looks after."""
    return tuple(action for action in actions if action not in STAFF_ACTIONS)


def _is_ruled_out(skip: Skip, values: Values) -> bool:
    is_decided = names(skip.when) <= values.numbers.keys() | values.choices.keys()
    return is_decided and not evaluate(skip.when, values)


def _is_asked(item: Item, values: Values) -> bool:
    return item.ask_if is None or evaluate(item.ask_if, values)


def _targets(actions: Iterable[str], verb: str) -> tuple[str, ...]:
    return tuple(action.removeprefix(f"{verb}:") for action in actions if action.startswith(f"{verb}:"))
