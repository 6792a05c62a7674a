"""A person's craving log summed up, as far as they share it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from backend.console.person.about import AboutPerson
from backend.coping.exercises.library import library
from backend.coping.insights.charts import CHARTS, chart
from backend.coping.insights.reading import Told, insights_for
from backend.coping.insights.words import WHAT_IT_IS, fall_words
from backend.coping.waiting import WAIT


@dataclass(frozen=True)
class Row:
    """What was done, how often, and what it was followed by, in words."""

    title: str
    times: int
    words: str


class CravingsPage(AboutPerson):
    tab = "cravings"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        told = insights_for(self.staff, person_id, now=now)
        return self.show_person(
            "cravings",
            person_id,
            now=now,
            told=told,
            what_it_is=WHAT_IT_IS,
            charts=_charts(told) if told.shows_log else [],
            done=_done(told),
        )


def _charts(told: Told) -> Sequence[SafeString]:
    # Every word in them is ours and escaped where it is drawn.
    return [mark_safe(chart(name, told.insights)) for name in CHARTS]  # noqa: S308


def _done(told: Told) -> list[Row]:
    exercises = library().exercises
    helped = [Row(exercises[each.exercise].title, each.times, fall_words(each)) for each in told.insights.helped]
    wait = told.insights.wait
    return [*helped, Row(WAIT.title, wait.times, fall_words(wait))]
