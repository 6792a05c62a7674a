"""The people a staff member follows, and what each of them lets the site see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.aftercare.check_in_schedules import schedules_for
from backend.aftercare.models import CheckInSchedule
from backend.aftercare.questionnaires.lookup import titles_of
from backend.aftercare.quiet import people
from backend.aftercare.quiet.people import FollowedPerson
from backend.care_team.following.in_care import silent_people_of
from backend.care_team.people import followed_by
from backend.care_team.phones import phones_of
from backend.console.pages import StaffPage, page_of
from backend.console.person.about import AboutPerson
from backend.console.person.answers.history import recent_check_ins
from backend.console.person.asking.ask_form import AskForm
from backend.console.person.notices import phone_lines, recent_notices
from backend.console.person.sharing import Sharing, shared_in, sharing_of
from backend.console.rhythm import rhythm_of

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """A person of the list, and what they share in short."""

    followed: FollowedPerson
    sharing: Sharing


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
        site = self.staff.site
        page = page_of(request, followed_by(self.staff, now=now).order_by("pk"))
        found = people.with_facts(self.staff, page, now=now)
        lines = [Line(each, sharing_of(each.consents, site.tzid, now=now)) for each in found]
        silent = silent_people_of(self.staff, now=now)
        return self.show("person/people.html", page=page, lines=lines, silent=silent, site=site, now=now)


class PersonPage(AboutPerson):
    tab = "person"

    def get(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        now = timezone.now()
        followed = people.person_followed_by(self.staff, person_id, now=now)
        site = self.staff.site
        return self.show_person(
            "person",
            person_id,
            now=now,
            followed=followed,
            writes_plan=self.writes_plan(person_id, now),
            shared=shared_in(followed.consents, site.tzid),
            watching_ends_on=sharing_of(followed.consents, site.tzid, now=now).watching_ends_on,
            schedules=_planned(list(schedules_for(self.staff, person_id, now=now)[:SHOWN])),
            history=recent_check_ins(self.staff, person_id, now=now),
            notices=recent_notices(self.staff, person_id, now=now),
            phones=phone_lines(phones_of([person_id])[person_id]),
            ask_form=AskForm(initial={"id": uuid4()}, site=site),
        )


def _planned(schedules: list[CheckInSchedule]) -> list[PlannedCheckIns]:
    titles = titles_of(each.instrument for each in schedules)
    return [
        PlannedCheckIns(each.pk, titles[each.instrument], each.schedule.next_due_at, rhythm_of(each.schedule.rrule))
        for each in schedules
    ]
