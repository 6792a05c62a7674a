"""Which alerts a staff member sees, the whole story of one, and that they looked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q

from backend.accounts.audit.looks import record_look
from backend.accounts.audit.purposes import Purpose
from backend.accounts.guard import people_followed_by, people_visible_to
from backend.accounts.keys import store
from backend.accounts.models import BreakGlass, DataClass, Person, Staff
from backend.api.problems import NotFound
from backend.care_team.models import Alert, AlertEvidence, AlertNote, AlertPage, AlertQuerySet, AlertStep


@dataclass(frozen=True)
class ShownEvidence:
    """A piece of evidence as somebody may see it. `rules` is empty where their names would tell too much."""

    about_type: str
    about_id: UUID
    rules: Sequence[str]
    level: str
    added_at: datetime
    data_class: DataClass


def alerts_of(staff: Staff, *, now: datetime) -> AlertQuerySet:
    """Alerts this staff member may see now, with all that a list shows.

    One that ended with the person's consent is not among them, whatever the person agrees to later.
    """
    ended = Q(outcome=Alert.Outcome.CONSENT_WITHDRAWN)
    return _with_all_shown(Alert.objects.visible_to(staff.account, now).exclude(ended), staff, now)


def alerts_or_their_end(staff: Staff, *, now: datetime) -> AlertQuerySet:
    """The same, and those that ended with the consent: of these nothing but that may be shown."""
    visible = Alert.objects.visible_to(staff.account, now).exclude(outcome=Alert.Outcome.CONSENT_WITHDRAWN)
    ended = Alert.objects.withdrawn_from(staff)
    either = Q(pk__in=visible.values("pk")) | Q(pk__in=ended.values("pk"))
    return _with_all_shown(Alert.objects.filter(either), staff, now)


def look_at(staff: Staff, alerts: Iterable[Alert], *, purpose: Purpose, now: datetime) -> None:
    """Note in the access log that these alerts were shown, and fetch the keys of the handles in them at once."""
    shown = [alert for alert in alerts if not is_withdrawn(alert)]
    record_look(staff.account, [alert.person for alert in shown], DataClass.ALERTS, purpose=purpose, now=now)
    store.preload(
        account_id
        for alert in shown
        for account_id in (alert.person_id, alert.owner_id, alert.claimed_by_id, alert.acknowledged_by_id)
        if account_id is not None
    )


def look_at_rules(staff: Staff, alerts: Iterable[Alert], *, purpose: Purpose, now: datetime) -> None:
    """Note of which classes data was shown, for these alerts name the rules that fired."""
    people: dict[DataClass, list[Person]] = {}
    for alert in alerts:
        for data_class in {each.data_class for each in evidence_shown(alert) if each.rules}:
            people.setdefault(data_class, []).append(alert.person)
    for data_class, shown in people.items():
        record_look(staff.account, shown, data_class, purpose=purpose, now=now)


def story_of(staff: Staff, alert_id: UUID, *, now: datetime) -> Alert:
    """Return one alert with whom it reached, what happened and every outcome it had, and note the look.

    Raises NotFound.
    """
    told = (
        Prefetch("pages", AlertPage.objects.select_related("staff__account").order_by("paged_at", "stage", "pk")),
        Prefetch("steps", AlertStep.objects.select_related("staff__account").order_by("pk")),
        Prefetch("notes", AlertNote.objects.select_related("staff__account").order_by("written_at", "pk")),
    )
    alert = alerts_or_their_end(staff, now=now).prefetch_related(*told).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    look_at(staff, [alert], purpose=Purpose.ALERT, now=now)
    look_at_rules(staff, [alert], purpose=Purpose.ALERT, now=now)
    store.preload(
        staff_id
        for rows in (alert.pages.all(), alert.steps.all(), alert.notes.all())
        for staff_id in (row.staff_id for row in rows)
        if staff_id is not None
    )
    return alert


def is_withdrawn(alert: Alert) -> bool:
    return alert.outcome == Alert.Outcome.CONSENT_WITHDRAWN


def evidence_shown(alert: Alert) -> list[ShownEvidence]:
    """Return what an alert of `alerts_of` is about, as far as who asked for it may know, in the order it came.

    Without the answers no rule is named. What was told in the craving log is not there at all without that log: where
    it lies would say what it is.
    """
    if is_withdrawn(alert):
        return []
    shares_log = getattr(alert, "shares_log", False)
    return [_shown(each, alert) for each in alert.evidence.all() if shares_log or not each.is_of_log]


def _shown(evidence: AlertEvidence, alert: Alert) -> ShownEvidence:
    names_rules = evidence.is_of_log or getattr(alert, "shares_answers", False)
    return ShownEvidence(
        about_type=evidence.about_type,
        about_id=evidence.about_id,
        rules=evidence.rules if names_rules else [],
        level=evidence.level,
        added_at=evidence.added_at,
        data_class=DataClass.CRAVINGS if evidence.is_of_log else DataClass.ANSWERS,
    )


def _with_all_shown(alerts: AlertQuerySet, staff: Staff, now: datetime) -> AlertQuerySet:
    """`shares_answers` says whether this staff member may know the rules that fired: their names tell the answers.

    `shares_log` says the same of what was told in the craving log.
    """
    shares_log = Q(person__in=people_visible_to(staff.account, DataClass.CRAVINGS, now=now))
    return (
        alerts.annotate(
            shares_answers=ExpressionWrapper(_shares_answers(staff, now), BooleanField()),
            shares_log=ExpressionWrapper(shares_log, BooleanField()),
        )
        .select_related("person__account", "owner__account", "claimed_by__account", "acknowledged_by__account")
        .prefetch_related(Prefetch("evidence", AlertEvidence.objects.order_by("added_at", "id")))
    )


def _shares_answers(staff: Staff, now: datetime) -> Q:
    """Who answers for the site reads answers while an alert is open, and not those of one that has ended."""
    glass = BreakGlass.objects.active(now).filter(person=OuterRef("person"), staff=staff)
    is_near = Q(person__in=people_followed_by(staff.account, now=now)) | ~Q(state=Alert.State.CLOSED)
    may_read = Q(person__in=people_visible_to(staff.account, DataClass.ANSWERS, now=now))
    return may_read & (is_near | Q(Exists(glass)))
