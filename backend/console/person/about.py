"""What the pages about one person share: whom they are about, and the way to the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from backend.accounts.guard import people_cared_for_by, people_visible_to
from backend.accounts.models import DataClass, Person, Staff
from backend.aftercare.check_ins import person_seen_by
from backend.api.problems import NotFound
from backend.care_team.following.in_care import people_in_care_of
from backend.care_team.people import own_people_of
from backend.console.pages import StaffPage


@dataclass(frozen=True)
class Tab:
    """One of a person's pages, by the name of its route."""

    route: str
    words: str


OVERVIEW = Tab("person", "Overview")
ANSWERS = Tab("answers", "Answers")
CRAVINGS = Tab("cravings", "Cravings")
CARE_PLAN = Tab("care-plan", "Plan")
SAFETY_PLAN = Tab("safety-plan", "Safety plan")
CONTACTS = Tab("contacts", "Contacts and appointments")
TEAM = Tab("team", "Team and life events")
REMINDERS = Tab("staff-reminders", "Reminders")
OUTSIDE = Tab("outside", "Told outside")


class AboutPerson(StaffPage):
    """Say in `tab` by which route it stands in the navigation."""

    section = "people"
    tab = ""

    def show_person(
        self, template: str, person_id: UUID, *, now: datetime, status: int = 200, **context: Any
    ) -> HttpResponse:
        """Show a page that its use case has opened already. A handle is shown to who may see the plan, and noted.

        `tzid` is the zone of the person, or of the site for who may not know it.
        """
        person = _named(self.staff, person_id, now=now)
        return self.show(
            f"person/{template}.html",
            status=status,
            person_id=person_id,
            person=person,
            tzid=person.tzid if person else self.staff.site.tzid,
            tabs=_tabs(self.staff, person_id, sees_plan=person is not None, now=now),
            tab=self.tab,
            site=self.staff.site,
            now=now,
            **context,
        )

    def writes_plan(self, person_id: UUID, now: datetime) -> bool:
        """Whether the reader plans for this person, and writes to them."""
        return _is_among(own_people_of(self.staff, now=now), person_id)


def has_in_care(staff: Staff, person_id: UUID, *, now: datetime) -> bool:
    """Whether their team and life events are this staff member's to change, whatever is shared."""
    return _is_among(people_in_care_of(staff, now=now), person_id)


def _tabs(staff: Staff, person_id: UUID, *, sees_plan: bool, now: datetime) -> list[Tab]:
    """Return the pages that this staff member may open."""
    sees_answers = _is_among(people_visible_to(staff.account, DataClass.ANSWERS, now=now), person_id)
    sees_safety_plan = _is_among(people_visible_to(staff.account, DataClass.SAFETY_PLAN, now=now), person_id)
    opens = {
        OVERVIEW: sees_plan,
        ANSWERS: sees_answers,
        CRAVINGS: _shares_coping(staff, person_id, now=now),
        CARE_PLAN: sees_plan,
        SAFETY_PLAN: sees_safety_plan,
        CONTACTS: sees_plan,
        TEAM: has_in_care(staff, person_id, now=now),
        REMINDERS: sees_plan,
        OUTSIDE: _is_among(people_cared_for_by(staff.account, DataClass.PLAN, now=now), person_id),
    }
    return [tab for tab, is_open in opens.items() if is_open]


def _shares_coping(staff: Staff, person_id: UUID, *, now: datetime) -> bool:
    """Whether they share their craving log, or what exercises did."""
    log, exercises = (
        people_visible_to(staff.account, data_class, now=now)
        for data_class in (DataClass.CRAVINGS, DataClass.EXERCISES)
    )
    return _is_among(log | exercises, person_id)


def _named(staff: Staff, person_id: UUID, *, now: datetime) -> Person | None:
    try:
        return person_seen_by(staff, person_id, now=now)
    except NotFound:
        return None


def _is_among(people: QuerySet[Person], person_id: UUID) -> bool:
    return people.filter(pk=person_id).exists()
