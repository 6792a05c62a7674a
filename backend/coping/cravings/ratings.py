"""Every 0-10 craving rating of a person, and the rule that reads them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

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
    """What a rating calls for. `exercises_failed`: the urge stayed high after the last two, and is not low now.

    The rule is about the rating itself; that exercises failed also holds for one that comes after them.
    """

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
    # With its source each is found by the index of `one_rating_about_one_thing`.
    sources = (CravingRating.Source.BEFORE, CravingRating.Source.AFTER)
    CravingRating.objects.filter(source__in=sources, about_id__in=about).delete()


def high_twice_24h(person: Person, *, at: datetime) -> bool:
    """Whether the rating at `at` is high and another one within 24 hours of it is too.

    The other may lie on either side: a phone without signal sends what is older later.
    """
    high = person.cravingrating_set.filter(value__gte=HIGH, at__range=(at - WITHIN, at + WITHIN))
    found = high.aggregate(all=Count("pk"), itself=Count("pk", filter=Q(at=at)))
    return bool(found["itself"]) and found["all"] >= 2


def high_after_twice(person: Person, *, at: datetime) -> bool:
    """Whether the rating at `at` was given after an exercise, and it and the one before it in that row are high.

    Or the one after it: a phone without signal sends what is older later.
    """
    last, before = _last_two_after(person, at)
    if last is None or last.at != at or last.value < HIGH:
        return False
    if before is not None and before.value >= HIGH:
        return True
    then = _after_exercises(person).filter(at__gt=at).order_by("at", "recorded_at").first()
    return then is not None and then.value >= HIGH


def stayed_high(person: Person, *, at: datetime) -> bool:
    """Whether the last two ratings after an exercise up to `at` are high, the last within a day of `at`.

    The day is ours: without an end nobody would be offered an exercise again, and no rating after one could lift it.
    """
    last, before = _last_two_after(person, at)
    if last is None or before is None or last.at < at - WITHIN:
        return False
    return last.value >= HIGH and before.value >= HIGH


def facts_at(person: Person, at: datetime, *, value: int | None = None) -> Facts:
    """What the rule for high ratings needs to know about the rating given at `at`, which is recorded already.

    `value`, where it is known, spares the look for others beside a rating that is not high.
    """
    return Facts(
        craving_high_twice_24h=(value is None or value >= HIGH) and high_twice_24h(person, at=at),
        craving_high_after_twice=(value is None or value >= HIGH) and high_after_twice(person, at=at),
    )


def judge(person: Person, value: int, *, at: datetime) -> Judgement:
    """Read the rating given at `at`, which is recorded already, by the rules of craving-nrs."""
    reading = read(catalogue().instruments["craving-nrs"], {"q1": value}, facts_at(person, at, value=value))
    return Judgement(reading, exercises_failed=value > LOW and stayed_high(person, at=at))


def _last_two_after(person: Person, at: datetime) -> tuple[CravingRating | None, CravingRating | None]:
    """Return the last rating after an exercise up to `at`, and the one before it."""
    last, before, *_ = [*_after_exercises(person).filter(at__lte=at).order_by("-at", "-recorded_at")[:2], None, None]
    return last, before


def _after_exercises(person: Person) -> QuerySet[CravingRating]:
    return person.cravingrating_set.filter(source=CravingRating.Source.AFTER)
