"""What a number is good for, how far it is known to be right, and the links that dial it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from backend.crisis.lines import State

KIND_WORDS = {
    "suicide_crisis": "When you think of suicide, or it is all too much",
    "emotional_support": "When you need someone to listen",
    "addiction": "When it is about drugs or drink",
    "treatment_referral": "To find care near you. Not for danger",
    "poison": "When someone took too much, or the wrong thing",
    "medical_advice": "When you need to ask a nurse or doctor",
    "social_support": "When there is trouble at home",
}
STATE_WORDS = {
    State.VERIFIED: "We checked this number on {day}.",
    State.TWO_SOURCES: "Two public sources gave this number on {day}. We have not checked it yet.",
    State.ONE_SOURCE: "One public source gave this number on {day}. We have not checked it yet.",
}
HOURS_WORDS = {"24/7": "Open day and night", "not confirmed": "We do not know the hours"}
# What is sent, and to which number: `HOME to 741741`, or a number alone for a text in one's own words.
_TEXT = re.compile(r"(?:(?P<word>\w+) to )?(?P<number>[\d ]+)")
_DIALLED = re.compile(r"[^\d*#+]")


@dataclass(frozen=True)
class Way:
    """`verb` is call or text, `to` the number, or what to send and to which number; `href` does it."""

    verb: str
    to: str
    href: str


def day_words(day: str) -> str:
    """`22 November 2026`."""
    return date.fromisoformat(day).strftime("%-d %B %Y")


def state_words(number: Mapping[str, Any]) -> str:
    return STATE_WORDS[State(number["state"])].format(day=day_words(number["dated_on"]))


def hours_words(hours: str) -> str:
    return HOURS_WORDS.get(hours) or f"Open {hours}"


def emergency_words(emergency: Mapping[str, Any]) -> str:
    """Nothing here may make anybody hesitate to dial it."""
    return f"This number is from public lists of {day_words(emergency['dated_on'])}."


def ways_to(line: Mapping[str, Any]) -> list[Way]:
    """Return how a line is reached, by a call first. Texts may go to another number than calls."""
    calls = [] if line["how"] == "text" else [Way("call", line["number"], tel(line["number"]))]
    text = line.get("text")
    return [*calls, Way("text", text, sms(text))] if text else calls


def how_words(line: Mapping[str, Any]) -> str:
    """`call or text 988`; `call 0800 543 354 or text HELP to 4357`."""
    ways = ways_to(line)
    if len({way.to for way in ways}) == 1:
        return f"{' or '.join(way.verb for way in ways)} {ways[0].to}"
    return " or ".join(f"{way.verb} {way.to}" for way in ways)


def tel(number: str) -> str:
    """Return the link that dials a number as it is written in its own country (RFC 3966)."""
    return f"tel:{_DIALLED.sub('', number)}"


def sms(text: str) -> str:
    """Return the link that opens a message to a line, with the word it waits for where there is one."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    number = _DIALLED.sub("", found["number"])
    # Androids read what follows `?`, iPhones what follows `&`; both let the other sign pass.
    return f"sms:{number}?&body={quote(found['word'])}" if found["word"] else f"sms:{number}"
