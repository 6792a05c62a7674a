"""From a site to an erasure: fifteen steps over HTTP, worker and push inbox, with the clock driven."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from backend.accounts import sessions, staffing
from backend.accounts.models import AccessLog, Account, Person, Site, Staff
from backend.aftercare.models import CheckIn, Response
from notifications.texts import TEXTS
from tests.consenting import signed
from tests.driven.clock import Clock
from tests.journeys.steps import Phone, register_phone, sign_up
from tests.push import InboxClient
from tests.stack import Stack, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

NEW_YORK = ZoneInfo("America/New_York")
SHARED = ("plan", "answers", "alerts", "safety-plan", "contact")
WEEKDAYS = [{"iso_weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(1, 6)]
CALM = {"mood": 3, "redflags": ["none"], "used": 0}
# Nothing used, no risk, all that protects: use 0, risk 0, protective 24.
BAM = {f"q{number}": 0 for number in (1, 2, 3, 4, 6, 8, 11, 15)} | {
    f"q{number}": 4 for number in (9, 10, 12, 13, 14, 16)
}
PHQ_9 = {f"q{number}": 1 for number in range(1, 10)}
# All that may stand on a lock screen; a push that takes a notice away says nothing.
NEUTRAL = {*TEXTS["en"].values(), ""}
SECONDS = 40


@dataclass
class Story:
    stack: Stack
    inbox: InboxClient
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def ask(self, who: str, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        token = self.tokens.get(who) or self.sign_in(self.staff[who])
        answer = self.stack.call(method, path, body, token=token)
        assert answer.status == status, f"{method} {path}: {answer}"
        return answer.body

    def sign_in(self, staff: Staff) -> str:
        """Return a fresh token, as a console page makes it: those of staff last twelve hours."""
        now = self.clock.now()
        with time_machine.travel(now):
            return sessions.start_session(staff.account, after_second_factor=True, now=now)

    def move_to(self, day: datetime, hour: int, minute: int = 0) -> None:
        self.clock.move_to(datetime.combine(day.date(), time(hour, minute), NEW_YORK))

    def rings(self, phone: str, *, count: int) -> bool:
        return len(self.inbox.wait_for_push(phone, count=count, seconds=SECONDS)) >= count

    def comes(self, condition: Callable[[], object]) -> bool:
        return wait_until(condition, seconds=SECONDS)

    def alert(self) -> dict[str, Any]:
        """The open alert as the supervisor sees it."""
        open_ones = [
            each for each in self.ask("sue", "GET", "/v1/staff/alerts")["results"] if each["state"] != "closed"
        ]
        assert len(open_ones) == 1, open_ones
        found: dict[str, Any] = open_ones[0]
        return found


def test_from_a_site_to_an_erasure(driven):
    story = Story(*driven)
    monday = _next_monday(story.clock.now())
    story.move_to(monday, 10)

    _a_site_opens(story)
    _dana_joins_and_agrees(story)
    _care_is_planned(story, monday)
    _a_reminder_waits_for_the_morning(story, monday + timedelta(days=1))
    _item_nine_reaches_staff(story)
    _nobody_acknowledges(story)
    _the_asq_pages_the_chain(story)
    _it_is_answered_and_followed_up(story)
    _a_missed_follow_up_is_urgent(story)
    _consent_is_taken_back(story)
    _everything_is_exported_and_erased(story)

    assert {push.body for push in story.inbox.pushes} <= NEUTRAL
    assert "dana" not in str(story.inbox.journal()).lower()


def _next_monday(now: datetime) -> datetime:
    local = now.astimezone(NEW_YORK)
    return local + timedelta(days=7 - local.weekday())


def _a_site_opens(story: Story) -> None:
    now = story.clock.now()
    code = staffing.open_setup("Harbour Clinic", "America/New_York", now=now)
    sue = staffing.complete_setup(code, "sue", "several random words here", now=now)
    _begin_work(story, "sue", sue)
    for name, role in (("sam", "counsellor"), ("ona", "on-call")):
        link = story.ask("sue", "POST", "/v1/staff/colleagues", {"role": role}, status=201)["link"]
        made = staffing.complete_setup(link.rsplit("/", 1)[1], name, "several random words here", now=now)
        _begin_work(story, name, made)

    changes = {"hours": WEEKDAYS, "holidays": ["2099-12-25"], "policies": {"consent_months": 6}}
    site = story.ask("sue", "PATCH", "/v1/staff/site", changes)
    chain = story.ask("sue", "PUT", "/v1/staff/site/on-call", {"staff_ids": [story.ids["ona"], story.ids["sue"]]})

    assert (site["hours"], site["policies"]["consent_months"]) == (WEEKDAYS, 6)
    assert [each["handle"] for each in chain["named"]] == ["ona", "sue"]


def _begin_work(story: Story, name: str, staff: Staff) -> None:
    story.staff[name], story.ids[name] = staff, str(staff.pk)
    register_phone(story.stack, Phone(str(staff.pk), story.sign_in(staff)), token=f"phone-of-{name}")


def _dana_joins_and_agrees(story: Story) -> None:
    dana = sign_up(story.stack)
    story.tokens["dana"], story.ids["dana"] = dana.token, dana.person_id
    register_phone(story.stack, dana, token="phone-of-dana")
    code = story.ask("sam", "POST", "/v1/staff/invitations", {}, status=201)["code"]

    joined = story.ask("dana", "POST", "/v1/invitations/accept", {"code": code, "adult_confirmed": True})
    story.ids["site"] = joined["id"]
    shown = story.ask("dana", "GET", "/v1/notices")["results"]
    story.ask("dana", "POST", f"/v1/notices/{joined['notice']['id']}/acknowledge", {})
    query = urlencode({"site_id": joined["id"], "data_classes": ",".join(SHARED)})
    form = story.ask("dana", "GET", f"/v1/consent-forms?{query}")
    wish = {"site_id": joined["id"], "data_classes": list(SHARED)}
    unsigned = story.ask("dana", "POST", "/v1/consents", wish, status=400)
    story.ask("dana", "POST", "/v1/consents", wish | signed(form), status=201)
    seen = story.ask("sam", "GET", f"/v1/staff/people/{dana.person_id}")

    assert joined["notice"]["text"]
    assert len(shown) == 1
    assert "/signature" in {error["pointer"] for error in unsigned["errors"]}
    granted = {each["data_class"] for each in seen["consents"] if each["granted"]}
    assert granted >= set(SHARED)
    assert "cravings" not in granted


def _care_is_planned(story: Story, monday: datetime) -> None:
    person = f"/v1/staff/people/{story.ids['dana']}"
    care = {"level": "aftercare", "from_on": f"{monday:%Y-%m-%d}"}
    plan = {"care": care, "substances": ["benzodiazepine"], "has_prescribed": True, "goals": [{"text": "Sleep."}]}
    story.ask("sam", "PUT", f"{person}/plan", plan)
    story.ask("dana", "PUT", "/v1/safety-profile", {"answers": {"seizure_history": "yes"}})
    quiet = {"quiet_hours": {"from": "22:00", "until": "09:30"}}
    story.ask("dana", "PATCH", "/v1/notification-preferences", quiet)
    tomorrow = monday + timedelta(days=1)
    for instrument, rule in (("daily-check-in", "FREQ=DAILY"), ("bam", "FREQ=DAILY;INTERVAL=30")):
        schedule = {
            "instrument": instrument,
            "dtstart": f"{tomorrow:%Y-%m-%d}T09:00:00",
            "rrule": rule,
            "zone": {"policy": "floating"},
            "window_minutes": 720,
            "remind_again_after_minutes": [120],
        }
        planned = story.ask("sam", "POST", f"{person}/check-in-schedules", schedule, status=201)
        assert len(planned["next_occurrences"]) == 5


def _a_reminder_waits_for_the_morning(story: Story, tuesday: datetime) -> None:
    story.move_to(tuesday, 9, 1)
    assert story.comes(lambda: CheckIn.objects.filter(state="open").count() == 2)
    assert story.inbox.pushes_to("phone-of-dana") == []

    story.move_to(tuesday, 9, 31)
    assert story.rings("phone-of-dana", count=1)
    open_ones = story.ask("dana", "GET", "/v1/check-ins?state=open")["results"]
    daily = next(each for each in open_ones if each["instrument"]["code"] == "daily-check-in")
    answered = _answer(story, daily["id"], CALM)
    bam = _answer(story, next(each["id"] for each in open_ones if each["instrument"]["code"] == "bam"), BAM)

    assert [each["handle"] for each in daily["seen_by"]["always"]] == ["sam"]
    assert (answered["level"], answered["help"], answered["scores"]) == ("L0", None, [])
    assert answered["monitoring"]["status"] == "will_be_read"
    assert [(each["scale"], each["value"]) for each in bam["scores"]] == [("use", 0), ("risk", 0), ("protective", 24)]


def _item_nine_reaches_staff(story: Story) -> None:
    phq_9 = story.ask("dana", "POST", "/v1/check-ins", {"instrument": "phq-9"}, status=201)

    answered = _answer(story, phq_9["id"], PHQ_9)

    assert (answered["level"], answered["scores"][0]["value"]) == ("L2", 9)
    assert answered["help"]["cards"][0]["code"] == "suicide"
    assert answered["help"]["emergency"]["number"] == "911"
    assert answered["next"]["instrument"]
    story.ids["asq"] = answered["next"]["check_in_id"]
    assert story.rings("phone-of-sam", count=1)
    alert = story.alert()
    # Four working hours, all on that day: it is half past nine.
    assert _local(alert["due_at"]) - _local(alert["opened_at"]) == timedelta(hours=4)
    assert alert["owner"]["handle"] == "sam"


def _nobody_acknowledges(story: Story) -> None:
    assert story.inbox.pushes_to("phone-of-sue") == []

    story.clock.move_to(_local(story.alert()["due_at"]) + timedelta(minutes=1))

    assert story.rings("phone-of-sue", count=1)
    states = [each["state"] for each in story.ask("dana", "GET", "/v1/monitoring")["follow_ups"]]
    assert states == ["unanswered"]


def _the_asq_pages_the_chain(story: Story) -> None:
    answered = _answer(story, story.ids["asq"], {"q1": 1, "q2": 0, "q3": 1, "q4": 0, "q5": 1})

    assert answered["level"] == "L3"
    assert "page_on_call_staff" in answered["actions"]
    assert story.rings("phone-of-ona", count=1)
    assert story.alert()["level"] == "L3"


def _it_is_answered_and_followed_up(story: Story) -> None:
    alert_id = story.alert()["id"]
    story.ask("sam", "POST", f"/v1/staff/alerts/{alert_id}/claim", {})
    told = story.ask("dana", "GET", "/v1/monitoring")["follow_ups"][0]
    without_note = story.ask(
        "sam", "POST", f"/v1/staff/alerts/{alert_id}/outcome", {"outcome": "reached", "note": " "}, status=400
    )
    outcome = {"outcome": "reached", "note": "We spoke. A friend stays with her tonight."}
    story.ask("sam", "POST", f"/v1/staff/alerts/{alert_id}/outcome", outcome)
    closed_at = story.clock.now()

    assert told["state"] == "in_contact"
    assert without_note["errors"][0]["pointer"] == "/note"
    story.clock.move_to(closed_at + timedelta(hours=24, minutes=1))
    follow_up = CheckIn.objects.filter(
        person_id=UUID(story.ids["dana"]), schedule=None, site__isnull=False, state="open"
    )
    assert story.comes(lambda: follow_up.filter(instrument="daily-check-in").exists())
    story.ids["follow-up"] = str(follow_up.get(instrument="daily-check-in").pk)


def _a_missed_follow_up_is_urgent(story: Story) -> None:
    story.clock.move_to(story.clock.now() + timedelta(hours=12, minutes=2))

    assert story.comes(lambda: CheckIn.objects.get(pk=story.ids["follow-up"]).state == "missed")
    rules = {rule for evidence in story.alert()["evidence"] for rule in evidence["rules"]}
    row = story.ask("sam", "GET", "/v1/staff/worklist")["results"][0]
    assert "missed:after-serious" in rules
    assert (row["level"], row["person"]["handle"]) == ("L2", "dana")


def _consent_is_taken_back(story: Story) -> None:
    summary = _queue_a_summary(story)
    consents = {each["data_class"]: each["id"] for each in story.ask("dana", "GET", "/v1/consents")["results"]}
    foreseen = story.ask("dana", "GET", f"/v1/consents/{consents['alerts']}/revoke")

    story.ask("dana", "POST", f"/v1/consents/{consents['alerts']}/revoke", {})
    story.ask("dana", "POST", f"/v1/sites/{story.ids['site']}/leave", {})

    assert {"sam", "sue", "ona"} == {each["handle"] for each in foreseen["stops_knowing"]}
    assert foreseen["help"]["emergency"]["number"] == "911"
    person = f"/v1/staff/people/{story.ids['dana']}"
    for path in (person, f"{person}/check-ins", f"{person}/plan", f"{person}/disclosures/{summary}/document"):
        story.ask("sam", "GET", path, status=404)
    ended = story.ask("sue", "GET", "/v1/staff/alerts")["results"]
    assert [(each["outcome"], each["person"], each["evidence"]) for each in ended] == [("consent-withdrawn", None, [])]
    kinds = {each["kind"] for each in story.ask("dana", "GET", "/v1/me/accounting?limit=100")["results"]}
    assert {"consent", "revocation", "notice"} <= kinds


def _queue_a_summary(story: Story) -> str:
    terms = {
        "site_id": story.ids["site"],
        "data_classes": ["plan"],
        "purposes": ["care"],
        "recipient": {"name": "Dr. Grey", "affiliation": "Elm Street Practice", "is_covered_entity": True},
    }
    form = story.ask("dana", "POST", "/v1/consent-forms", terms)
    agreed = story.ask("dana", "POST", "/v1/outside-consents", terms | signed(form), status=201)
    wish = {"consent_id": agreed[0]["id"], "data_classes": ["plan"], "purpose": "care"}
    path = f"/v1/staff/people/{story.ids['dana']}/disclosures"
    return str(story.ask("sam", "POST", path, wish, status=201)["id"])


def _everything_is_exported_and_erased(story: Story) -> None:
    exported = story.ask("dana", "GET", "/v1/me/export")
    looks = AccessLog.objects.filter(person_id=UUID(story.ids["dana"])).count()
    foretold = story.ask("dana", "GET", "/v1/me/erasure")

    story.ask("dana", "DELETE", "/v1/me", status=204)

    assert "A friend stays" in str(exported)
    assert "sam" not in str(exported)
    assert foretold["kept"]
    assert story.stack.call("GET", "/v1/me", token=story.tokens["dana"]).status == 401
    assert not Response.objects.filter(person_id=UUID(story.ids["dana"])).exists()
    assert not Account.objects.get(pk=UUID(story.ids["dana"])).is_active
    assert Person.objects.get(pk=UUID(story.ids["dana"])).erased_at is not None
    assert AccessLog.objects.filter(person_id=UUID(story.ids["dana"])).count() == looks > 0
    assert Site.objects.filter(pk=story.ids["site"]).exists()


def _answer(story: Story, check_in_id: str, answers: dict[str, Any]) -> Any:
    route = f"/v1/check-ins/{check_in_id}/response"
    return story.ask("dana", "POST", route, {"answers": answers, "final": True}, status=201)


def _local(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(NEW_YORK)
