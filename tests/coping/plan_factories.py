"""Plans as a phone writes them, with everything filled in that a test does not care about."""

from typing import Any

STEPS = {
    "signs": ["I stop answering my phone"],
    "alone": ["Feed the cat"],
    "company": ["The library"],
    "people": ["My brother"],
    "professionals": ["Harbour Clinic"],
    "safe-place": ["My brother keeps the keys"],
}
EMPTY: dict[str, list[str]] = {code: [] for code in STEPS}
DAILY = {"dtstart": "2026-11-25T09:00:00", "rrule": "FREQ=DAILY"}


def safety_plan_with(**entries: list[str]) -> dict[str, Any]:
    """A whole plan in another order than the form's, with these entries."""
    given = STEPS | entries
    return {"steps": [{"code": code, "entries": given[code]} for code in sorted(given)]}


def write_safety_plan(phone, headers: dict[str, str] | None = None, **entries: list[str]):
    return phone.put("/v1/safety-plan", safety_plan_with(**entries), **(headers or {}))


def entries_of(data) -> dict[str, list[str]]:
    return {step["code"]: step["entries"] for step in data["steps"]}


def add_supporter(phone, label: str = "Auntie", **more: Any):
    return phone.post("/v1/supporters", {"label": label} | more)


def labels_of(phone) -> list[str]:
    return [each["label"] for each in phone.get("/v1/supporters").data["results"]]


def make_plan(phone, when: Any = "offered", then: Any = "leave", **more: Any):
    """Codes stand for ready lines, objects for what they are."""
    return phone.post("/v1/if-then-plans", {"when": _side(when), "then": _side(then)} | more)


def practise(
    phone, kind: str = "exercise", id: str | None = "urge-surfing", *, client_id: str | None = None, **more: Any
):
    return phone.post("/v1/practice", _about(kind, id, client_id) | more)


def remind(
    phone, kind: str = "exercise", id: str | None = "urge-surfing", *, client_id: str | None = None, **more: Any
):
    """Ask to be reminded each day at nine in New York, from the morning after NOON."""
    return phone.post("/v1/practice-reminders", _about(kind, id, client_id) | DAILY | more)


def _about(kind: str, id: str | None, client_id: str | None) -> dict[str, Any]:
    target = {"type": kind} | ({"id": id} if id else {})
    return {"target": target} | ({"id": client_id} if client_id else {})


def _side(given: Any) -> Any:
    return {"line": given} if isinstance(given, str) else given
