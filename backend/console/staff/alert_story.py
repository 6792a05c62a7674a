"""What happened with an alert, line by line, in words."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from backend.accounts.models import Staff
from backend.care_team.models import Alert, AlertStep

What = AlertStep.What
# `{level}` and `{who}` are filled in.
STEP_WORDS = {
    What.OPENED: "Opened at {level}. It belongs to {who}.",
    What.RAISED: "Raised to {level}.",
    What.ASKED_AGAIN: "New answers came in, and the clock began again.",
    What.REOPENED: "Opened again at {level}. It belongs to {who}.",
    What.PASSED_ON: "Nobody had acknowledged it: passed on.",
    What.PERSON_TOLD: "The person was told that nobody has answered yet, and where to get help now.",
    What.ACKNOWLEDGED: "Acknowledged by {who}. The person was told that somebody has seen it.",
    What.CLAIMED: "{who} looks after it.",
    What.HANDED_OVER: "From here on it belongs to {who}.",
    What.CLOSED: "Closed.",
}


@dataclass(frozen=True)
class Line:
    at: datetime
    words: str
    note: str | None = None


def story_of(alert: Alert) -> list[Line]:
    """Return what happened, the first first. Expects an alert of `alerts.story_of`."""
    told = [*_steps(alert), *_rung(alert), *_outcomes(alert)]
    return sorted(told, key=lambda line: line.at)


def _steps(alert: Alert) -> Iterator[Line]:
    with_note = {note.written_at for note in alert.notes.all()}
    for step in alert.steps.all():
        if step.what != What.CLOSED or step.at not in with_note:
            yield Line(step.at, STEP_WORDS[What(step.what)].format(level=step.level, who=_name(step.staff)))


def _rung(alert: Alert) -> Iterator[Line]:
    rung = defaultdict(list)
    for page in alert.pages.all():
        rung[page.paged_at].append(_name(page.staff))
    for at, names in rung.items():
        yield Line(at, f"Rang {', '.join(names)}.")


def _outcomes(alert: Alert) -> Iterator[Line]:
    for note in alert.notes.all():
        words = f"Closed by {_name(note.staff)}: {Alert.Outcome(note.outcome).label.lower()}."
        yield Line(note.written_at, words, note.note or "(erased)")


def _name(staff: Staff | None) -> str:
    return (staff and staff.account.handle) or "nobody"
