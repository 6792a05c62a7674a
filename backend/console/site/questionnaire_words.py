"""A questionnaire in words: what it asks, and what follows from which answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backend.console.levels import RULE_WORDS
from backend.console.site.when_words import when_words
from backend.instruments.catalogue import catalogue
from backend.instruments.definitions import Band, Instrument, Item, Rule
from backend.instruments.levels import Level

# By the verb before the colon; `{}` is what stands behind it.
ACTION_WORDS: Mapping[str, str] = {
    "record": "The score is kept for the trend.",
    "repeat_in_14d": "Ask it again in 14 days.",
    "offer": "Offer “{}”; the person may decline.",
    "administer": "Then ask “{}”.",
    "show_card": "Show the card “{}”.",
    "show_help_lines": "Show the emergency number and help lines.",
    "one_tap_call_emergency_and_crisis_line": "Show call buttons that need no further step.",
    "hold_screen_until_safety_step_chosen": "Keep the screen until the person chooses a step.",
    "open_safety_plan": "Open the person's safety plan, or offer to write one.",
    "no_blame_message": "Thank the person for telling.",
    "offer_relapse_plan": "Offer the person's own plan for a slip.",
    "offer_exercises": "Offer exercises.",
    "offer_supporter_call": "Offer to call the person's own supporters.",
    "offer_meetings_now": "Offer the next meetings.",
    "offer_meetings_and_supporters": "Offer the next meetings and the person's own supporters.",
    "offer_person": "Offer people in place of exercises: supporters, staff, help lines.",
    "staff_review_next_working_day": "Staff look at it by the next working day.",
    "staff_call_within_2_working_days": "Staff call within two working days.",
    "staff_contact_same_day": "Staff get in touch on the same day.",
    "page_on_call_staff": "On-call staff are paged at once.",
    "notify_prescriber_contact_if_consented": "Tell the named prescriber, if the person agreed to it.",
}


@dataclass(frozen=True)
class AskedItem:
    text: str
    options: tuple[str, ...]
    is_multi: bool
    asked_if: str


@dataclass(frozen=True)
class RuleWords:
    what: str
    when: str
    level: Level
    actions: tuple[str, ...]


@dataclass(frozen=True)
class InWords:
    items: tuple[AskedItem, ...]
    scores: tuple[str, ...]
    rules: tuple[RuleWords, ...]


def in_words(instrument: Instrument, titles: Mapping[str, str]) -> InWords:
    """`titles` are of the questionnaires that its rules name, by code."""
    return InWords(
        items=tuple(_item_words(each, instrument) for each in instrument.items),
        scores=tuple(f"{s.name}: {s.minimum} to {s.maximum}, higher is {s.higher_is}" for s in instrument.scales),
        rules=tuple(_rule_words(each, instrument, titles) for each in instrument.rules),
    )


def codes_named_by(instrument: Instrument) -> Iterator[str]:
    for rule in instrument.rules:
        for action in rule.actions:
            verb, _, code = action.partition(":")
            if verb in ("offer", "administer"):
                yield code


def action_words(action: str, titles: Mapping[str, str]) -> str:
    verb, _, target = action.partition(":")
    if verb == "show_card":
        return ACTION_WORDS[verb].format(catalogue().cards[target].title)
    return ACTION_WORDS[verb].format(titles.get(target, target))


def _item_words(item: Item, instrument: Instrument) -> AskedItem:
    asked_if = when_words(item.ask_if, instrument) if item.ask_if else ""
    return AskedItem(item.text, tuple(option.label for option in item.options), item.multi, asked_if)


def _rule_words(rule: Rule, instrument: Instrument, titles: Mapping[str, str]) -> RuleWords:
    name = f"{rule.scale or 'score'}: {rule.label}" if isinstance(rule, Band) and rule.label else rule.id
    return RuleWords(
        # Notes of packaged rules speak to whoever reviews them.
        what=RULE_WORDS.get((instrument.code, rule.id)) or rule.note or name,
        when=when_words(rule.when, instrument),
        level=rule.level,
        actions=tuple(action_words(each, titles) for each in rule.actions),
    )
