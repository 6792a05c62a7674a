"""Every 0-10 craving rating of a person, and the rule that reads them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from backend.accounts.models import Person
from backend.coping.models import CravingRating
from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.reading import Reading, read

# instruments.json, `when_syntax.named_rules`. The bands of craving-nrs offer supporters and meetings from here on.
HIGH = 8
# The band "low" of craving-nrs ends here: who comes down to it may try an exercise again.
LOW = 3
WITHIN = timedelta(hours=24)
OFFER_PERSON = "offer_person"


@dataclass(frozen=True)
class Judgement:
    """What a rating calls for. `exercises_failed`: the urge stayed high after the last two, and is not low now."""

    reading: Reading
    exercises_failed: bool

    @property
    def needs_person(self) -> bool:
        """A person is to be offered, beside an exercise or in its place."""
        return OFFER_PERSON in self.reading.actions


def record_rating(
    person: Person, value: int, *, at: datetime, source: str, now: datetime, about: UUID | None = None
) -> None:
    """Keep a rating given at `at`.

    `about` is the id of what brought it: a second rating about the same thing takes the place of the first, so an
    answer that is amended or sent in parts does not count twice.
    """
    rating = CravingRating(person=person, value=value, at=at, source=source, about_id=about, recorded_at=now)
    CravingRating.objects.bulk_create(
        [rating],
        update_conflicts=True,
        unique_fields=["source", "about_id"],
        update_fields=["value", "at", "recorded_at"],
    )


def forget_ratings(*about: UUID) -> None:
    """Take out the ratings that these things brought: they were told by mistake."""
    CravingRating.objects.filter(about_id__in=about).delete()


def high_twice_24h(person: Person, *, at: datetime) -> bool:
    """Whether the rating at `at` is high and another one within 24 hours of it is too.

    The other may lie on either side: a phone without signal sends what is older later.
    """
    high = person.cravingrating_set.filter(value__gte=HIGH, at__range=(at - WITHIN, at + WITHIN))
    found = high.aggregate(all=Count("pk"), itself=Count("pk", filter=Q(at=at)))
    return bool(found["itself"]) and found["all"] >= 2


def high_after_twice(person: Person, *, at: datetime) -> bool:
    """Whether two ratings after an exercise were high in a row: the last two up to `at`, or that at `at` and the next.

    The last must lie within a day of `at`. The day is ours: without an end nobody would be offered an exercise again,
    and no rating after one could lift it.
    """
    after = person.cravingrating_set.filter(source=CravingRating.Source.AFTER)
    until = list(after.filter(at__lte=at).order_by("-at", "-recorded_at")[:2])
    if not until or until[0].at < at - WITHIN or until[0].value < HIGH:
        return False
    if len(until) == 2 and until[1].value >= HIGH:
        return True
    then = after.filter(at__gt=at).order_by("at", "recorded_at").first() if until[0].at == at else None
    return then is not None and then.value >= HIGH


def facts_at(person: Person, at: datetime, *, value: int | None = None) -> Facts:
    """What the rule for high ratings needs to know about the rating given at `at`, which is recorded already.

    `value`, where it is known, spares the look for another high one beside a rating that is not.
    """
    return Facts(
        craving_high_twice_24h=(value is None or value >= HIGH) and high_twice_24h(person, at=at),
        craving_high_after_twice=high_after_twice(person, at=at),
    )


def judge(person: Person, value: int, *, at: datetime) -> Judgement:
    """Read the rating given at `at`, which is recorded already, by the rules of craving-nrs."""
    facts = facts_at(person, at, value=value)
    reading = read(catalogue().instruments["craving-nrs"], {"q1": value}, facts)
    return Judgement(reading, exercises_failed=facts.craving_high_after_twice and value > LOW)
