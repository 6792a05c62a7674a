"""Why did it not ring? A code, one plain sentence, and what happened at each phone. Pure but for names.

Healthchecks and beiwe leave this question open (healthchecks/healthchecks#212, onnela-lab/beiwe-backend#402).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from notifications.ledger import stages
from notifications.models import Channel, DeliveryReceipt, Outcome

Event, Via = DeliveryReceipt.Event, DeliveryReceipt.Via

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "acted": "Somebody acted on it.",
        "snoozed": "It was put off, and rings again later.",
        "rang_by_itself": "The phone rang by itself, without waiting for a push.",
        "shown": "A phone showed it.",
        "accepted": "It was handed to the phone service, and no phone has said that it showed it.",
        "second_path": "It went out by e-mail or to the pager, and to no phone.",
        "unclear": "It may have reached the phone: the phone service gave no clear answer.",
        "waiting": "It has not been due to ring yet.",
        "delayed": "It is due, and is being held up: it rings as soon as it can.",
        "quiet_hours": "It fell into quiet hours.",
        "in_app_only": "It was to stand in the app only, by choice.",
        "capped": "It was more than was wanted in one day, so it stands in the app only.",
        "bundled": "Another notice rang for it at the same time.",
        "paused": "It fell into a pause.",
        "away": "It fell into an absence.",
        "stopped": "These were stopped, so it stands in the app only.",
        "muted": "The phone was muted.",
        "silenced": "Nothing was to ring any more.",
        "no_device": "No phone was registered.",
        "blocked": "Notifications are switched off on the phone.",
        "expired": "It could not be sent before it was of no more use.",
        "refused": "The phone service refused the message.",
        "address_gone": "The phone's address was no longer valid.",
        "channel_down": "The phone service could not be used.",
        "retrying": "Sending failed, and is tried again.",
        "consent_withdrawn": "Consent to it was withdrawn.",
        "withdrawn": "It was taken back before it rang.",
        "not_recorded": "What became of it is not on record.",
    }
)
CODES = tuple(SENTENCES)

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        Outcome.ACCEPTED: "accepted",
        Outcome.ADDRESS_GONE: "address_gone",
        Outcome.REJECTED: "refused",
        Outcome.RETRY_AFTER: "retrying",
        Outcome.UNKNOWN: "unclear",
        Outcome.CHANNEL_DOWN: "channel_down",
        Outcome.EXPIRED: "expired",
        Outcome.NO_DEVICE: "no_device",
        Outcome.ADDRESS_REMOVED: "address_gone",
        Outcome.BLOCKED: "blocked",
        Outcome.IN_APP_ONLY: "in_app_only",
        Outcome.CONSENT_WITHDRAWN: "consent_withdrawn",
        Outcome.WITHDRAWN: "withdrawn",
        Outcome.SHOWN_LOCALLY: "rang_by_itself",
        Outcome.DEFERRED: "quiet_hours",
        Outcome.QUIET_HOURS: "quiet_hours",
        Outcome.CAPPED: "capped",
        Outcome.BUNDLED: "bundled",
        Outcome.PAUSED: "paused",
        Outcome.AWAY: "away",
        Outcome.STOPPED: "stopped",
        Outcome.MUTED: "muted",
        Outcome.SILENCED: "silenced",
    }
)
# What says most about a notice that reached no phone, where its phones or stages ended differently.
BY_WEIGHT = (
    "accepted",
    "unclear",
    "bundled",
    "silenced",
    "consent_withdrawn",
    "stopped",
    "away",
    "paused",
    "in_app_only",
    "quiet_hours",
    "capped",
    "muted",
    "blocked",
    "refused",
    "channel_down",
    "expired",
    "address_gone",
    "no_device",
    "withdrawn",
)
# What ends a stage, not the notice.
REPLACED = ((Outcome.WITHDRAWN, "snoozed"), (Outcome.BUNDLED, stages.SAME_NOTICE))


@dataclass(frozen=True)
class Attempt:
    """A row of the log. `device_id` is None where the address is not in use any more, or there was none."""

    at: datetime
    stage: int
    outcome: str
    code: str
    device_id: UUID | None
    channel: str = Channel.PUSH


@dataclass(frozen=True)
class Told:
    """A receipt."""

    at: datetime
    event: str
    via: str
    device_id: UUID


@dataclass(frozen=True)
class Waiting:
    """What is still to be delivered, earliest first."""

    deliver_at: datetime
    stage: int
    failures: int
    device_id: UUID | None


@dataclass(frozen=True)
class Facts:
    """All that is on record about one notice."""

    expires_at: datetime
    seen_at: datetime | None
    acted_at: datetime | None
    withdrawn_at: datetime | None
    snoozed_until: datetime | None
    attempts: Sequence[Attempt] = ()
    told: Sequence[Told] = ()
    waiting: Sequence[Waiting] = ()


@dataclass(frozen=True)
class Step:
    """One thing that happened at one phone; `detail` is the phone service's own code."""

    at: datetime
    device_id: UUID | None
    code: str
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Explanation:
    """`until` is when it rings, where it still waits for a time that is known."""

    code: str
    text: str
    until: datetime | None
    steps: Sequence[Step]


def explain(facts: Facts, *, now: datetime) -> Explanation:
    code, until = _code_of(facts, now)
    return Explanation(code, SENTENCES[code], until, _steps(facts))


def _code_of(facts: Facts, now: datetime) -> tuple[str, datetime | None]:
    if facts.acted_at is not None:
        return "acted", None
    waiting = [each for each in facts.waiting if each.stage != stages.WITHDRAWAL]
    if waiting and facts.snoozed_until is not None and facts.snoozed_until > now:
        return "snoozed", waiting[0].deliver_at
    shown = _shown(facts)
    if shown is not None:
        return shown, None
    codes = {OUTCOMES.get(each.outcome, "not_recorded") for each in _final(facts)}
    if "accepted" in codes:
        return "accepted", None
    if any(each.channel != Channel.PUSH and each.outcome == Outcome.ACCEPTED for each in facts.attempts):
        return "second_path", None
    if waiting:
        return _why_waiting(waiting[0], facts, now), _still_ahead(waiting[0], now)
    if "expired" in codes and any(each.outcome == Outcome.CHANNEL_DOWN for each in facts.attempts):
        return "channel_down", None
    return _weightiest(codes, facts), None


def _shown(facts: Facts) -> str | None:
    if any(each.via == Via.LOCAL and each.event == Event.DISPLAYED for each in facts.told):
        return "rang_by_itself"
    if any(each.outcome == Outcome.SHOWN_LOCALLY for each in facts.attempts):
        return "rang_by_itself"
    return "shown" if facts.seen_at is not None or facts.told else None


def _final(facts: Facts) -> list[Attempt]:
    """What a push ended with: retries, deferrals and what another stage stands for are on the way."""
    return [
        each
        for each in facts.attempts
        if each.stage != stages.WITHDRAWAL
        and each.channel == Channel.PUSH
        and each.outcome not in (Outcome.DEFERRED, Outcome.RETRY_AFTER, Outcome.CHANNEL_DOWN)
        and (each.outcome, each.code) not in REPLACED
    ]


def _still_ahead(next_one: Waiting, now: datetime) -> datetime | None:
    return next_one.deliver_at if next_one.deliver_at > now else None


def _why_waiting(next_one: Waiting, facts: Facts, now: datetime) -> str:
    before = [each for each in facts.attempts if each.stage == next_one.stage]
    last = max(before, key=lambda each: each.at, default=None)
    outcome = last.outcome if last else None
    if outcome == Outcome.CHANNEL_DOWN:
        return "channel_down"
    if outcome in (Outcome.RETRY_AFTER, Outcome.UNKNOWN):
        return "retrying"
    if next_one.deliver_at <= now:
        # Nobody has claimed it: its kind or the channel stands still, or the workers are behind.
        return "delayed"
    return "quiet_hours" if last and (last.outcome, last.code) == (Outcome.DEFERRED, "quiet_hours") else "waiting"


def _weightiest(codes: set[str], facts: Facts) -> str:
    found = next((code for code in BY_WEIGHT if code in codes), None)
    if found is not None:
        return found
    return "withdrawn" if facts.withdrawn_at is not None else "not_recorded"


def _steps(facts: Facts) -> list[Step]:
    tried = [_attempted(each) for each in facts.attempts]
    told = [_told(each) for each in facts.told]
    return sorted([*tried, *told], key=lambda step: step.at)


def _attempted(attempt: Attempt) -> Step:
    if attempt.stage == stages.WITHDRAWAL:
        return Step(attempt.at, attempt.device_id, "taken_away", "The phone was asked to take it away.", attempt.code)
    code = OUTCOMES.get(attempt.outcome, "not_recorded")
    if attempt.channel != Channel.PUSH:
        return _by_second_path(attempt, code)
    if attempt.outcome == Outcome.ACCEPTED:
        return Step(attempt.at, attempt.device_id, code, "It was handed to the phone service.")
    if attempt.outcome == Outcome.DEFERRED and attempt.code == "bundle":
        return Step(attempt.at, attempt.device_id, "bundled", "It waited to ring together with others.")
    if (attempt.outcome, attempt.code) == (Outcome.BUNDLED, stages.SAME_NOTICE):
        return Step(attempt.at, attempt.device_id, code, "It rings together with an earlier step.", attempt.code)
    return Step(attempt.at, attempt.device_id, code, SENTENCES[code], attempt.code)


def _by_second_path(attempt: Attempt, code: str) -> Step:
    way = "E-mail" if attempt.channel == Channel.EMAIL else "Pager"
    if attempt.outcome == Outcome.ACCEPTED:
        return Step(attempt.at, None, "second_path", f"{way}: it was handed over.")
    return Step(attempt.at, None, code, f"{way}: it was not handed over.", attempt.code)


def _told(told: Told) -> Step:
    texts = {
        Event.DISPLAYED: "The phone showed it.",
        Event.OPENED: "It was opened.",
        Event.ACTED: "It was acted on.",
        Event.DISMISSED: "It was swiped away.",
        Event.SNOOZED: "It was put off.",
    }
    if told.event == Event.DISPLAYED and told.via == Via.LOCAL:
        return Step(told.at, told.device_id, "rang_by_itself", SENTENCES["rang_by_itself"])
    return Step(told.at, told.device_id, told.event, texts[Event(told.event)])
