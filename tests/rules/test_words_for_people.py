"""Every text of ours that a person can meet is plain, kind, and gives no dose and no taper step.

Left out: published questionnaires, which keep their own wording; consent forms and notices, whose words the law
prescribes (42 CFR 2.31 and 2.22); names of sites, lines and meetings; titles of papers that are cited; refusals, which
tests/api/test_plain_refusals.py measures.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.accounts.audit.purposes import Purpose
from backend.accounts.models import DataClass
from backend.aftercare.help_requests import promises
from backend.care_team import monitoring, wording
from backend.care_team.levels import WITH_ALERT, rules_of
from backend.coping.counters.wording import thanks_for_telling
from backend.coping.exercises.library import library
from backend.coping.exercises.serializers import LibrarySerializer, Shown
from backend.coping.insights import words as insights
from backend.coping.plans.lines import plan_lines
from backend.coping.practice.wording import practised
from backend.coping.recommending.filtering import Situation
from backend.coping.recommending.wording import INSTEAD, because
from backend.coping.supporters.labels import STAYS_ON_PHONE
from backend.coping.waiting import WAIT
from backend.crisis import check, lines
from backend.crisis.pages import words as help_page
from backend.crisis.safety_plan_form import safety_plan_form
from backend.instruments.catalogue import Card, catalogue
from backend.rights import foretelling
from notifications.notices.explaining import SENTENCES
from tests.rules.plain_words import faults_in

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((ROOT / "backend/care_team/data/expected.json").read_text())
LOCK_SCREEN = json.loads((ROOT / "notifications/texts.json").read_text())["en"]

# In what an exercise is served with: codes, and the titles and links of papers, which are what they are.
CODES = {"slug", "language", "category", "kind", "code", "instead", "inputs", "state", "triggers", "settings"}
NO_PROSE = CODES | {"evidence_grade", "id", "cite", "url"}


def texts() -> Iterator[tuple[str, list[str]]]:
    """Yield what is met at once, line by line, with a name for it."""
    yield from _exercises()
    yield from ((f"card {each.code}", _card(each)) for each in catalogue().cards.values())
    yield from _coping()
    yield from _watching()
    yield from _help()


def _exercises() -> Iterator[tuple[str, list[str]]]:
    """Yield all that `GET /v1/exercises` serves, but for codes, links and titles of papers."""
    served = LibrarySerializer(Shown(("en",), ("en",), library())).data
    for exercise in served["results"]:
        yield f"exercise {exercise['slug']}", list(_prose(exercise))
    yield from ((f"grade {code}", [words]) for code, words in served["evidence_grades"].items())
    yield "questions about safety", list(served["contraindications"].values())


def _prose(served: Mapping[str, Any]) -> Iterator[str]:
    for name, value in served.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping):
                yield from _prose(each)
            elif isinstance(each, str) and name not in NO_PROSE:
                yield each


def _card(card: Card) -> list[str]:
    return [card.title, card.who, *(sign.text for sign in card.signs), *card.do, *card.dont]


def _coping() -> Iterator[tuple[str, list[str]]]:
    situations = [Situation(6, (trigger,), None, minutes) for trigger in library().triggers for minutes in (None, 1)]
    for situation in situations:
        for exercise in library().exercises.values():
            for people_first in (False, True):
                yield "because", [because(exercise, situation, people_first=people_first)]
    yield from ((f"instead {each}", [words]) for each, words in INSTEAD.items())
    yield "just waiting", [WAIT.title]
    yield "insights", [*insights.TREND_WORDS.values(), insights.WHAT_IT_IS, insights.NOT_ENOUGH]
    yield from (("slip", [thanks_for_telling(days)]) for days in (0, 1, 41, 4_000))
    yield from (("practice", [practised(times, days)]) for times in (0, 1, 3) for days in (7, 28))
    yield "if lines", [f"If {line.text}" for line in plan_lines().when.values()]
    yield "then lines", [f"Then {line.text}" for line in plan_lines().then.values()]
    yield from (
        (f"slip plan {step.code}", [step.title, *(line.text for line in step.lines)]) for step in plan_lines().slip
    )
    yield "supporters", [STAYS_ON_PHONE]


def _watching() -> Iterator[tuple[str, list[str]]]:
    for level in WITH_ALERT:
        for state, sentence in rules_of(level).to_person.items():
            yield f"{level} {state}", [sentence.format(due="14:00 on Friday", seen="14:00 on Friday")]
    yield "expected", [EXPECTED["sentence"].format(until="Friday"), *EXPECTED["rules"].values()]
    yield (
        "watching",
        [monitoring.IN_DANGER, f"Your care team at Oak is at work now and will read this. {monitoring.IN_DANGER}"],
    )
    for classes in ([DataClass.ALERTS], [DataClass.ANSWERS], [DataClass.PLAN]):
        for is_over in (True, False):
            said = wording.about_end("Oak", classes, date(2026, 6, 1), is_over=is_over, today=date(2026, 5, 26))
            yield "end", [said]
    for leaves in (True, False):
        for alert_open in (True, False):
            for stopping in (0, 1, 3):
                yield "revoking", [wording.about_revoking("Oak", stopping, leaves=leaves, alert_open=alert_open)]
    yield "asked for help", [promises.OVER]
    yield "looks", [purpose.label for purpose in Purpose]
    yield "why it rang", list(SENTENCES.values())
    yield "lock screen", list(LOCK_SCREEN.values())


def _help() -> Iterator[tuple[str, list[str]]]:
    yield "nobody watches", [check.NOBODY_WATCHES]
    yield "no line", [lines.NO_CRISIS_LINE]
    yield "no country", [lines.UNKNOWN_COUNTRY]
    yield "kinds of lines", list(help_page.KIND_WORDS.values())
    states = [words.format(day="22 November 2026") for words in help_page.STATE_WORDS.values()]
    yield "states of lines", [*states, *help_page.HOURS_WORDS.values()]
    form = safety_plan_form()
    yield "safety plan", [form.intro, *(part for step in form.steps for part in (step.title, step.prompt))]
    yield "erasure", [foretelling.AT_ONCE, foretelling.UNANSWERED]


def test_no_text_for_people_is_hard_to_read_or_wounds_or_doses():
    faults = [f"{name}: {fault}" for name, said in texts() for fault in faults_in(said)]

    assert sorted(set(faults)) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Take 2 mg less each week.", "dose: 2 mg"),
        ("Take one or 2 pills.", "dose: 2 pills"),
        ("Cut it by 10 % a week.", "taper"),
        ("Taper slowly.", "taper"),
        ("Addicts often fail.", "stigma: Addict"),
        ("Considerable physiological deterioration necessitates immediate hospitalization.", "grade"),
    ],
)
def test_the_measure_finds_what_must_not_be_said(line, fault):
    assert any(found.startswith(fault) for found in faults_in([line]))
