"""Every 0-10 craving rating of a person, and the rule that reads them."""

from datetime import datetime, timedelta
from uuid import UUID

from backend.accounts.models import Person
from backend.coping.models import CravingRating
from backend.instruments.catalogue import catalogue
from backend.instruments.facts import Facts
from backend.instruments.reading import read

# instruments.json, `when_syntax.named_rules` and the bands of craving-nrs.
HIGH = 8
WITHIN = timedelta(hours=24)
OFFER_PERSON = "offer_person"


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


def high_twice_24h(person: Person, *, at: datetime) -> bool:
    """Whether the rating at `at` is high and another one in the 24 hours before it was too."""
    high = person.cravingrating_set.filter(value__gte=HIGH, at__range=(at - WITHIN, at))
    times = list(high.order_by("-at").values_list("at", flat=True)[:2])
    return len(times) == 2 and times[0] == at


def high_after_twice(person: Person, *, at: datetime) -> bool:
    """Whether the last two ratings after an exercise, up to `at`, were both high and the last within a day of it.

    The day is ours. Without an end nobody would be offered an exercise again, and no rating after one could lift it.
    """
    after = person.cravingrating_set.filter(source=CravingRating.Source.AFTER, at__lte=at)
    last = list(after.order_by("-at", "-recorded_at")[:2])
    return len(last) == 2 and last[0].at >= at - WITHIN and all(rating.value >= HIGH for rating in last)


def facts_at(person: Person, at: datetime) -> Facts:
    """What the rule for high ratings needs to know about the rating given at `at`, which is recorded already."""
    return Facts(
        craving_high_twice_24h=high_twice_24h(person, at=at),
        craving_high_after_twice=high_after_twice(person, at=at),
    )


def calls_for_person(value: int, facts: Facts) -> bool:
    """Whether the rules of craving-nrs say to offer a person. The level they give is for those who open alerts."""
    reading = read(catalogue().instruments["craving-nrs"], {"q1": value}, facts)
    return OFFER_PERSON in reading.actions
