"""Whether a human is watching, said plainly and computed at each answer, never stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max

from backend.accounts.keys import store
from backend.accounts.models import Assignment, DataClass, Person, Site, Staff
from backend.accounts.readers import Readers, readers_of
from backend.care_team.clocks import HORIZON, Hours, is_same_day, next_opening
from backend.care_team.duty.hours import hours_by_site
from backend.care_team.duty.team import SiteTeam, teams_of
from backend.care_team.help import help_to
from backend.care_team.levels import rules_of
from backend.care_team.models import Alert
from backend.crisis.check import NOBODY_WATCHES
from backend.instruments.levels import Level

FOLLOW_UPS_SHOWN = 20
# After an alert has ended without anybody.
NUMBERS_SHOWN = timedelta(hours=24)
# What has a sentence of its own among closed alerts.
SENTENCES = {Alert.Outcome.NOBODY_LEFT.value: "nobody_left", Alert.Outcome.CONSENT_WITHDRAWN.value: "withdrawn"}
IN_DANGER = "They do not watch all the time. If you are in danger, call the emergency number."


class Status(StrEnum):
    WILL_BE_READ = "will_be_read"
    OUT_OF_HOURS = "out_of_hours"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Monitoring:
    """`next_review_at` is None where nobody reads, and while somebody is at work."""

    status: Status
    next_review_at: datetime | None
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"status": self.status.value, "next_review_at": self.next_review_at}


NOBODY = Monitoring(Status.NOBODY, None, NOBODY_WATCHES)
# Whatever staff may read at leisure: nobody was asked to look.
NOBODY_TOLD = Monitoring(
    Status.NOBODY, None, "No one at a clinic was told of this. If you are in danger, call the emergency number."
)


@dataclass(frozen=True)
class Watch:
    """The teams of a person with their hours and readers: read once, asked as often as a page needs."""

    teams: tuple[SiteTeam, ...]
    hours: Mapping[UUID, Hours]
    readers: Mapping[UUID, Readers]

    def monitoring(self, *data_classes: DataClass, now: datetime) -> Monitoring:
        """Return what the person can count on for these classes of data: the site that reads all of them first."""
        return _first_to_read(self.teams, self.hours, data_classes, now=now)

    def seen_by(
        self, site_id: UUID | None = None, *, needs: Collection[DataClass] = (DataClass.ANSWERS,)
    ) -> dict[str, Any]:
        """Say who reads what `needs` these grants: always, and when an alert opens. With a site, it stays there."""
        asked = [team for team in self.teams if site_id in (None, team.site.pk)]
        always = [staff for team in asked if team.sees_all(needs) for staff in self._readers(team).always]
        urgent = [
            staff
            for team in self.teams
            if team.sees(DataClass.ALERTS)
            for staff in (*self._readers(team).always, *self._readers(team).on_alert)
        ]
        store.preload(staff.pk for staff in (*always, *urgent))
        sites = [t.site.name for t in asked if t.reads_all(needs) or t.sees(DataClass.ALERTS)]
        return {
            "always": [_named(staff) for staff in dict.fromkeys(always)],
            "if_urgent": [_named(staff) for staff in dict.fromkeys(urgent) if staff not in always],
            "site": ", ".join(sites) or None,
        }

    def _readers(self, team: SiteTeam) -> Readers:
        return self.readers.get(team.site.pk, Readers())


@dataclass(frozen=True)
class NoLonger:
    """A site that watched somebody once, and since when nobody there does."""

    site: Site
    since: datetime

    @property
    def text(self) -> str:
        local = self.since.astimezone(ZoneInfo(self.site.tzid))
        return f"{self.site.name} no longer watches since {local.day} {local:%B %Y}."


@dataclass(frozen=True)
class AlertForPerson:
    """What a person may know of an alert about them, in words too."""

    opened_at: datetime
    state: str
    seen_at: datetime | None
    text: str
    # Nobody has answered who should have by now: the numbers are shown again.
    needs_numbers: bool


def watch_of(person: Person, *, now: datetime) -> Watch:
    teams = tuple(teams_of(person, now=now))
    return Watch(teams, hours_by_site(team.site for team in teams), readers_of(person, now=now))


def monitoring_of(person: Person, *data_classes: DataClass, now: datetime) -> Monitoring:
    teams = teams_of(person, now=now)
    return _first_to_read(teams, hours_by_site(team.site for team in teams), data_classes, now=now)


def no_longer_watching(person: Person, *, now: datetime) -> list[NoLonger]:
    """Return the sites that have let somebody go, the latest first."""
    ended = Assignment.objects.filter(person=person).values("site").annotate(since=Max("ended_at")).order_by("-since")
    watching = Assignment.objects.active(now).filter(person=person).values("site")
    since = dict(ended.exclude(site__in=watching).values_list("site", "since"))
    sites = Site.objects.in_bulk(since)
    return [NoLonger(sites[site_id], at) for site_id, at in since.items()]


def seen_by(person: Person, *, now: datetime) -> dict[str, Any]:
    """Return {"always": [...], "if_urgent": [...], "site": name or None} by the consent of this moment."""
    return watch_of(person, now=now).seen_by()


def follow_ups_of(person: Person, *, now: datetime) -> list[AlertForPerson]:
    """Return what became of the person's latest alerts, the newest first."""
    alerts = Alert.objects.filter(person=person).order_by("-opened_at")[:FOLLOW_UPS_SHOWN]
    return [_for_person(alert, person, now=now) for alert in alerts]


def numbers_for(person: Person, follow_ups: Sequence[AlertForPerson], *, now: datetime) -> dict[str, Any] | None:
    """Return the help lines again where nobody has answered."""
    unanswered = next((each for each in follow_ups if each.needs_numbers), None)
    return None if unanswered is None else help_to(person, watching=unanswered.text, now=now)


def _first_to_read(
    teams: Sequence[SiteTeam], hours: Mapping[UUID, Hours], data_classes: Collection[DataClass], *, now: datetime
) -> Monitoring:
    found = [_monitoring_at(team.site, hours[team.site.pk], now=now) for team in teams if team.reads_all(data_classes)]
    return min(found, key=lambda each: _read_at(each, now), default=NOBODY)


def _monitoring_at(site: Site, hours: Hours, *, now: datetime) -> Monitoring:
    opens_at = next_opening(now, hours)
    if opens_at is None:
        return Monitoring(Status.OUT_OF_HOURS, None, f"{site.name} is closed for now. {IN_DANGER}")
    if opens_at == now:
        return Monitoring(
            Status.WILL_BE_READ, None, f"Your care team at {site.name} is at work now and will read this. {IN_DANGER}"
        )
    local = opens_at.astimezone(ZoneInfo(site.tzid))
    text = f"Your care team at {site.name} reads this from {local:%H:%M} on {local:%A}, their time. {IN_DANGER}"
    status = Status.WILL_BE_READ if is_same_day(now, opens_at, hours) else Status.OUT_OF_HOURS
    return Monitoring(status, opens_at, text)


def _read_at(monitoring: Monitoring, now: datetime) -> datetime:
    closed_for_now = monitoring.status == Status.OUT_OF_HOURS and monitoring.next_review_at is None
    return now + HORIZON if closed_for_now else monitoring.next_review_at or now


def _named(staff: Staff) -> dict[str, Any]:
    return {"handle": staff.account.handle, "role": staff.role}


def _for_person(alert: Alert, person: Person, *, now: datetime) -> AlertForPerson:
    state, is_abandoned = _state_for_person(alert, now), alert.outcome == Alert.Outcome.NOBODY_LEFT
    sentence = rules_of(alert.level).to_person[SENTENCES.get(alert.outcome, state)]
    seen, due = (_in_words(at, person, now=now) for at in (alert.acknowledged_at, alert.due_at))
    is_recent = alert.closed_at is None or now < alert.closed_at + NUMBERS_SHOWN
    return AlertForPerson(
        alert.opened_at,
        state,
        alert.acknowledged_at,
        sentence.format(seen=seen, due=due),
        needs_numbers=alert.level >= Level.L2 and (state == "unanswered" or is_abandoned) and is_recent,
    )


def _in_words(at: datetime | None, person: Person, *, now: datetime) -> str:
    """Say when by the person's own clock; the day only where it is not today's."""
    if at is None:
        return ""
    local, today = at.astimezone(ZoneInfo(person.tzid)), now.astimezone(ZoneInfo(person.tzid)).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%H:%M} on {local:%A}"


def _state_for_person(alert: Alert, now: datetime) -> str:
    if alert.state == Alert.State.CLOSED:
        return "closed"
    if alert.state == Alert.State.ACKNOWLEDGED:
        return "in_contact" if alert.claimed_by_id else "seen"
    return "unanswered" if alert.due_at <= now else "waiting"
