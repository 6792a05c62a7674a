"""What can ring, and how each kind behaves. The words on a lock screen are the same for all of a group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from types import MappingProxyType

from django.db.models import TextChoices

from notifications.texts import TextKey


class Kind(TextChoices):
    REMINDER = "reminder"  # a person's own
    PRACTICE = "practice"  # a person's own, to practise something: what it is may not be right for them any more
    CHECK_IN = "check-in"
    ALERT = "alert"  # to staff: somebody may be in danger
    FOLLOW_UP = "follow-up"  # to staff: something waits, a missed check-in for one
    HELP_ANSWER = "help-answer"  # to a person: somebody has answered the call for help
    MESSAGE = "message"  # to a person: something that staff wrote to several
    CARE = "care"  # to a person: who watches has changed, or an answer or an appointment of theirs
    MILESTONE = "milestone"  # to a person: a day that they count to has come


class Category(TextChoices):
    """What a person can ask not to be rung for. SAFETY is not theirs to switch off."""

    REMINDERS = "reminders"
    CHECK_INS = "check-ins"
    MESSAGES = "messages"
    WORK = "work"
    SAFETY = "safety"


class OnUnknown(Enum):
    """What to do when a send may or may not have arrived (503, timeout, cut connection)."""

    RESEND = "resend"
    DROP = "drop"


@dataclass(frozen=True)
class Policy:
    """`lifetime` is how long a notice of this kind is of use when nothing else says so.

    `text` is the line on the lock screen. With `has_second_paths`, staff are reached by e-mail and pager too.
    """

    category: Category
    is_urgent: bool
    on_unknown: OnUnknown
    lifetime: timedelta
    text: TextKey
    has_second_paths: bool = False


RESEND = OnUnknown.RESEND
POLICIES: Mapping[Kind, Policy] = MappingProxyType(
    {
        Kind.REMINDER: Policy(Category.REMINDERS, False, RESEND, timedelta(hours=2), "reminder"),
        Kind.PRACTICE: Policy(Category.REMINDERS, False, RESEND, timedelta(hours=2), "reminder"),
        Kind.CHECK_IN: Policy(Category.CHECK_INS, False, RESEND, timedelta(hours=12), "reminder"),
        Kind.ALERT: Policy(Category.SAFETY, True, RESEND, timedelta(hours=24), "staff", has_second_paths=True),
        Kind.FOLLOW_UP: Policy(Category.WORK, False, RESEND, timedelta(hours=24), "staff"),
        Kind.HELP_ANSWER: Policy(Category.SAFETY, True, RESEND, timedelta(hours=24), "reminder"),
        Kind.MESSAGE: Policy(Category.MESSAGES, False, RESEND, timedelta(hours=24), "reminder"),
        Kind.CARE: Policy(Category.MESSAGES, False, RESEND, timedelta(hours=72), "reminder"),
        Kind.MILESTONE: Policy(Category.REMINDERS, False, RESEND, timedelta(hours=24), "reminder"),
    }
)


# What people set for themselves.
OWN_KINDS = (Kind.REMINDER, Kind.PRACTICE)
SAFETY_KINDS = [kind.value for kind, policy in POLICIES.items() if policy.category == Category.SAFETY]


def policy_of(kind: Kind | str) -> Policy:
    """Raises ValueError for a kind of a newer release."""
    return POLICIES[Kind(kind)]


def is_safety(kind: Kind | str) -> bool:
    """Whether no wish of its recipient holds it back."""
    return policy_of(kind).category == Category.SAFETY
