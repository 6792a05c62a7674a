"""The people a staff member follows, and what each of them lets the site see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.accounts.models import Consent, DataClass, Person, Site
from backend.aftercare.check_in_schedules import schedules_for
from backend.aftercare.models import CheckInSchedule
from backend.aftercare.questionnaires.lookup import titles_of
from backend.care_team import people
from backend.care_team.phones import phones_of
from backend.console.pages import StaffPage, page_of
from backend.console.person.answers.history import recent_check_ins
from backend.console.person.asking.ask_form import AskForm
from backend.console.person.notices import phone_lines, recent_notices
from backend.console.rhythm import rhythm_of

SHOWN = 50
CLASS_WORDS = {
    DataClass.PLAN: "Handle, plan and schedules",
    DataClass.ANSWERS: "Answers and scores",
    DataClass.ALERTS: "Alerts",
    DataClass.CRAVINGS: "Cravings",
    DataClass.EXERCISES: "Exercises",
    DataClass.SAFETY_PLAN: "Safety plan",
    DataClass.MEETINGS: "Meetings",
    DataClass.CONTACT: "How to reach them",
}


@dataclass(frozen=True)
class Shared:
    words: str
    is_shared: bool
    until: datetime | None


@dataclass(frozen=True)
class PlannedCheckIns:
    id: UUID
    title: str
    next_at: datetime | None
    rhythm: str


class PeoplePage(StaffPage):
    section = "people"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        page = page_of(request, people.followed_by(self.staff, now=now).order_by("pk"))
        followed = people.with_alerts(self.staff, page, now=now)
        return self.show("person/people.html", page=page, followed=followed, now=now)


class PersonPage(StaffPage):
    section = "people"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        followed = people.person_followed_by(self.staff, person_id, now=now)
        site = self.staff.site
        return self.show(
            "person/person.html",
            followed=followed,
            person=followed.person,
            writes_plan=people.own_people_of(self.staff, now=now).filter(pk=person_id).exists(),
            shared=shared_with(site, followed.person, now=now),
            schedules=_planned(list(schedules_for(self.staff, person_id, now=now)[:SHOWN])),
            history=recent_check_ins(self.staff, person_id, now=now),
            notices=recent_notices(self.staff, person_id, now=now),
            phones=phone_lines(phones_of([person_id])[person_id]),
            ask_form=AskForm(initial={"id": uuid4()}, site=site),
            site=site,
            now=now,
        )


def _planned(schedules: list[CheckInSchedule]) -> list[PlannedCheckIns]:
    titles = titles_of(each.instrument for each in schedules)
    return [
        PlannedCheckIns(each.pk, titles[each.instrument], each.schedule.next_due_at, rhythm_of(each.schedule.rrule))
        for each in schedules
    ]


def shared_with(site: Site, person: Person, *, now: datetime) -> list[Shared]:
    """Say class by class what the person lets the site see at this moment."""
    active = Consent.objects.active(now).filter(person=person, site=site).order_by("expires_at")
    until = {consent.data_class: consent.expires_at for consent in active}
    return [Shared(words, each in until, until.get(each)) for each, words in CLASS_WORDS.items()]
