"""What a person answered, item by item, and how their scores went over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.aftercare import check_ins, trends
from backend.aftercare.models import CheckIn, Response
from backend.aftercare.questionnaires.lookup import Key, instruments_of
from backend.console.person.about import AboutPerson
from backend.console.person.answers.charts import Chart, chart_of
from backend.console.person.answers.history import score_words
from backend.console.person.answers.items import Answered, answered_items
from backend.instruments.definitions import Instrument

SHOWN = 10
POINTS = 12
STEP_WORDS = {
    "called_emergency": "called the emergency number",
    "called_line": "called a help line",
    "called_supporter": "called a supporter",
    "i_am_safe": "said: I am safe",
}


@dataclass(frozen=True)
class Sheet:
    """Answers as they were given once: as a whole form, a part of one, or after the time was over."""

    response: Response
    items: Sequence[Answered]
    scores: Sequence[str]


@dataclass(frozen=True)
class AnsweredCheckIn:
    """`sheets` come newest first: what came before the first was amended by it. `level` is the highest of them."""

    check_in: CheckIn
    title: str
    level: str | None
    sheets: Sequence[Sheet]
    steps: Sequence[tuple[str, datetime]]


class AnswersPage(AboutPerson):
    tab = "answers"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        history = check_ins.history_for(self.staff, person_id, now=now).order_by("-opened_at", "id")
        page = Paginator(history, SHOWN).get_page(request.GET.get("page"))
        instruments = instruments_of((each.instrument, each.version) for each in page)
        return self.show_person(
            "answers",
            person_id,
            now=now,
            page=page,
            check_ins=[_answered(each, instruments) for each in page],
            charts=self._charts(person_id, now) if page.number == 1 else [],
        )

    def _charts(self, person_id: UUID, now: datetime) -> list[Chart]:
        return [chart_of(each) for each in trends.trends_for(self.staff, person_id, limit=POINTS, now=now)]


def _answered(check_in: CheckIn, instruments: Mapping[Key, Instrument]) -> AnsweredCheckIn:
    instrument = instruments[check_in.instrument, check_in.version]
    newest_first = sorted(check_in.responses.all(), key=lambda each: each.received_at, reverse=True)
    return AnsweredCheckIn(
        check_in,
        instrument.title,
        max((each.level for each in newest_first), default=None),
        [Sheet(each, answered_items(instrument, each.answers or {}), score_words(each)) for each in newest_first],
        [(STEP_WORDS[each.step], each.taken_at) for each in check_in.steps.all()],
    )
