"""What has happened to somebody, in words, and what plainly follows once it is on record (docs/aftercare.md)."""

from dataclasses import dataclass

from backend.aftercare.models import LifeEvent

Kind = LifeEvent.Kind


@dataclass(frozen=True)
class EventWords:
    title: str
    follows: tuple[str, ...]
    button: str
    is_grave: bool = False


PAUSED = (
    "Check-ins of your site stop from the first day to the last. What falls due meanwhile is left out and never "
    "caught up, and nobody counts it as missed.",
    "Reminders, appointments and an open alert stay as they are. The person goes on seeing everything of theirs.",
    "You can end it at any time, here.",
)
EVENT_WORDS = {
    Kind.IN_HOSPITAL: EventWords("In hospital", PAUSED, "Pause while in hospital"),
    Kind.PAUSED_BY_STAFF: EventWords("Paused", PAUSED, "Pause"),
    Kind.TRANSFERRED: EventWords(
        "Transferred to a colleague",
        (
            "The colleague follows the person in the place of the whole team: everybody else on it, you too, stops "
            "seeing them from the next page on.",
            "An open alert passes to the colleague. The person is told that who watches has changed.",
            "It cannot be taken back; the colleague can transfer them again.",
        ),
        "Transfer them",
    ),
    Kind.DISCHARGED: EventWords(
        "Discharged",
        (
            "Care at your site ends at once. Its check-ins and the reminders that it set end, and appointments to come "
            "are called off.",
            "Nobody at your site sees the person from then on. They are told since when nobody here watches.",
            "What is theirs stays whole: their app, their own reminders, what they wrote.",
            "An open alert must have its outcome first. It cannot be taken back; a new invitation begins anew.",
        ),
        "Discharge them",
        is_grave=True,
    ),
    Kind.DIED: EventWords(
        "Died",
        (
            "Nothing rings on any phone of theirs any more, whoever planned it, their own reminders included. Nothing "
            "that was on its way arrives: no notice may reach that phone or its finder.",
            "Every open alert about them closes, at other sites too, and nobody is rung about them.",
            "Only a supervisor can take it back. What was left out until then stays left out.",
        ),
        "They have died: stop everything",
        is_grave=True,
    ),
}
