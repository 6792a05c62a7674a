"""Dana uses all there is, and so does Sam for her; what they write are words that stand nowhere else."""

import uuid
from collections.abc import Callable
from typing import Any

from tests.times import next_year

# In front of every word of theirs, so that one search finds them all.
MARK = "zqkanarie"
RING = {"dtstart": next_year("05-01T09:00:00"), "rrule": "FREQ=DAILY"}
PHONE = {
    "platform": "android",
    "address": {"kind": "token", "value": f"{MARK}-address"},
    "locale": "en",
    "tzid": "America/New_York",
    "app_version": "1.0",
    "notifications": "allowed",
}
WISHES = {
    "categories": [{"category": "reminders", "way": "silent"}],
    "quiet_hours": {"from": "22:13", "until": "06:17"},
    "daily_cap": 37,
}
PHQ9 = {f"q{number}": 1 for number in range(1, 9)} | {"q9": 2}

# Who asks, method, path, body, headers; returns what was answered, and fails when it was refused.
Ask = Callable[..., Any]


def word(what: str) -> str:
    return f"{MARK}-{what}"


def live(ask: Ask, person_id: uuid.UUID | str) -> None:
    """Let a person who shares everything with Sam's site do all that an app can, twice in danger, once unheard."""
    _settle_in(ask)
    _answer(ask, person_id)
    _be_followed(ask, person_id)
    _plan_care(ask, f"/v1/staff/people/{person_id}")
    _ask_for_help(ask)
    _count(ask)
    _crave(ask)
    _plan_for_oneself(ask)
    _answer_again(ask)


def _settle_in(ask: Ask) -> None:
    ask("dana", "PATCH", "/v1/me", {"handle": word("handle")})
    ask("dana", "PUT", "/v1/devices/phone-of-dana", PHONE)
    ask("dana", "PATCH", "/v1/notification-preferences", WISHES)
    ask("dana", "POST", "/v1/reminders", RING | {"text": word("reminder")})
    ask("dana", "PUT", "/v1/safety-profile", {"answers": {"seizure_history": "yes", "pregnancy": "no"}})
    code = ask("sam", "POST", "/v1/staff/invitations", {})["code"]
    ask("dana", "POST", "/v1/invitations/accept", {"code": code})


def _answer(ask: Ask, person_id: uuid.UUID | str) -> None:
    plan = RING | {"instrument": "daily-check-in", "zone": {"policy": "floating"}, "window_minutes": 60}
    ask("sam", "POST", f"/v1/staff/people/{person_id}/check-in-schedules", plan)
    asked = ask("sam", "POST", f"/v1/staff/people/{person_id}/check-ins", {"instrument": "phq-9"})["id"]
    seen = {"notification_id": asked, "event": "displayed", "at": "2026-11-20T08:00:00Z", "via": "local"}
    ask("dana", "POST", "/v1/receipts", [seen])
    whole = {"id": str(uuid.uuid4()), "answers": PHQ9, "final": True}
    ask("dana", "POST", f"/v1/check-ins/{asked}/response", whole, idempotency_key=str(uuid.uuid4()))
    ask("dana", "POST", f"/v1/check-ins/{asked}/steps", {"step": "called_supporter"})


def _be_followed(ask: Ask, person_id: uuid.UUID | str) -> None:
    ask("sam", "GET", f"/v1/staff/people/{person_id}")
    alert = ask("sam", "GET", "/v1/staff/worklist")["results"][0]["alert_id"]
    ask("sam", "POST", f"/v1/staff/alerts/{alert}/claim", {})
    ask("sam", "POST", f"/v1/staff/alerts/{alert}/outcome", {"outcome": "reached", "note": word("note")})
    ask("sam", "POST", "/v1/staff/broadcasts", {"words": word("broadcast")})


def _plan_care(ask: Ask, of_dana: str) -> None:
    plan = {"substances": ["alcohol"], "goals": [{"text": word("goal")}], "access_needs": word("needs")}
    ask("sam", "PUT", f"{of_dana}/plan", plan)
    ask("dana", "POST", "/v1/plan/corrections", {"text": word("correction")})
    meeting = {"starts_at": RING["dtstart"], "duration_minutes": 47, "kind": "in-person", "place": word("place")}
    ask("sam", "POST", f"{of_dana}/appointments", meeting | {"note": word("appointment")})
    ask("sam", "POST", f"{of_dana}/contacts", {"how": "phone", "outcome": "reached", "note": word("contact")})
    ask("sam", "POST", f"{of_dana}/life-events", {"kind": "in_hospital", "reason": word("reason")})


def _ask_for_help(ask: Ask) -> None:
    asked = ask("dana", "POST", "/v1/help-requests", {"when": "when_you_can", "message": word("help")})["id"]
    ask("sam", "POST", f"/v1/staff/help-requests/{asked}/reply", {"text": word("reply")})


def _count(ask: Ask) -> None:
    days = {"label": word("counter"), "substance": "opioid", "started_on": "2019-03-07", "milestone_push_at": "08:41"}
    counter = ask("dana", "POST", "/v1/counters", days)["id"]
    ask("dana", "POST", f"/v1/counters/{counter}/slips", {"note": word("slip"), "affected_now": 0})


def _crave(ask: Ask) -> None:
    craving = {"intensity": 6, "triggers": ["stress"], "note": word("craving"), "setting": "anywhere"}
    # Before the next answer in danger: while that lasts, nothing but people is offered.
    session = ask("dana", "POST", "/v1/cravings", craving)["session"]["id"]
    ask("dana", "POST", f"/v1/exercise-sessions/{session}/outcome", {"intensity_after": 3, "completed": True})
    ask("dana", "PUT", "/v1/exercise-choices/urge-surfing", {"choice": "favourite"})


def _plan_for_oneself(ask: Ask) -> None:
    ask("dana", "PUT", "/v1/safety-plan", {"steps": [{"code": "alone", "entries": [word("entry")]}]})
    ask("dana", "POST", "/v1/supporters", {"label": word("supporter"), "contact": "text"})
    plan = {"when": {"line": "offered", "words": word("when")}, "then": {"words": word("then")}}
    plan_id = ask("dana", "POST", "/v1/if-then-plans", plan)["id"]
    steps = [{"code": "people", "lines": ["supporter"], "words": [word("next-step")]}]
    ask("dana", "PUT", "/v1/slip-plan", {"steps": steps})
    target = {"target": {"type": "if-then-plan", "id": plan_id}}
    ask("dana", "POST", "/v1/practice-reminders", RING | target | {"text": word("practice")})
    ask("dana", "POST", "/v1/practice", target)


def _answer_again(ask: Ask) -> None:
    own = ask("dana", "POST", "/v1/check-ins", {"instrument": "daily-check-in"})["id"]
    part = {"answers": {"mood": 1, "redflags": ["self_harm"]}, "final": False}
    ask("dana", "POST", f"/v1/check-ins/{own}/response", part)
