"""Alerts with their clock, what they are about, whom they rang, what was done and what comes after."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from backend.accounts.guard import SITE_ROLES, people_visible_to, sites_of
from backend.accounts.models import Account, Assignment, Consent, Cover, DataClass, Person, Site, Staff
from backend.accounts.sealed import SealedField
from backend.instruments.levels import LEVEL_CHOICES

# New evidence so soon after an outcome reopens the alert; later it opens a new one.
REOPENS_WITHIN = timedelta(days=7)


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, account: Account, now: datetime) -> "AlertQuerySet":
        """Alerts of this account's site about people whose alerts it may see at this instant.

        One that was closed because consent was withdrawn is seen by nobody again, whatever is agreed to later.
        """
        people = people_visible_to(account, DataClass.ALERTS, now=now)
        here = self.filter(person__in=people, site__in=sites_of(account))
        return here.exclude(outcome=Alert.Outcome.CONSENT_WITHDRAWN)

    def open(self) -> "AlertQuerySet":
        return self.exclude(state=Alert.State.CLOSED)

    def waiting(self) -> "AlertQuerySet":
        """Alerts that nobody has acknowledged."""
        return self.filter(state=Alert.State.OPEN)

    def to_page(self, now: datetime) -> "AlertQuerySet":
        """Alerts that nobody has acknowledged and that go on to the next now."""
        return self.filter(next_page_at__lte=now)

    def reopenable(self, now: datetime) -> "AlertQuerySet":
        """Alerts that somebody closed a short while ago: new evidence belongs to them."""
        lately = self.filter(state=Alert.State.CLOSED, closed_at__gte=now - REOPENS_WITHIN)
        return lately.exclude(outcome__in=WRITTEN_BY_US)

    def withdrawn_from(self, staff: Staff) -> "AlertQuerySet":
        """Alerts that ended with the consent: who had one, or answers for the site, learns that much of them."""
        ended = self.filter(site=staff.site_id, outcome=Alert.Outcome.CONSENT_WITHDRAWN)
        if staff.role in SITE_ROLES:
            return ended
        pages = AlertPage.objects.filter(alert=OuterRef("pk"), staff=staff)
        return ended.filter(Q(owner=staff) | Q(claimed_by=staff) | Q(Exists(pages)))

    def unshared(self, now: datetime) -> "AlertQuerySet":
        """Alerts that their site may not know of at this instant.

        The grant of alerts has ended, or that for the craving log while nothing was told anywhere else.
        """
        return self.filter(_is_unshared(now))

    def misplaced(self, now: datetime) -> "AlertQuerySet":
        """Open alerts of which somebody must be asked again whose they are.

        The owner or who claimed one is away, gone or may not see it, or is back; or nobody may know any more.
        """
        back = Q(stands_in_for__isnull=False) & ~Exists(
            Cover.objects.active(now).filter(absent=OuterRef("stands_in_for"))
        )
        is_followed = Q(Exists(_assignments(now)))
        unfit = _is_unfit("owner", now) | Q(claimed_by__isnull=False) & _is_unfit("claimed_by", now)
        return self.open().filter(back | unfit | _is_unshared(now) | ~is_followed)


_SAME = {"person": OuterRef("person"), "site": OuterRef("site")}


def _is_unshared(now: datetime) -> Q:
    evidence = AlertEvidence.objects.filter(alert=OuterRef("pk"))
    is_of_log = Q(Exists(evidence.filter(is_of_log=True))) & ~Q(Exists(evidence.filter(is_of_log=False)))
    return ~_is_granted(DataClass.ALERTS, now) | is_of_log & ~_is_granted(DataClass.CRAVINGS, now)


def _is_granted(data_class: DataClass, now: datetime) -> Q:
    return Q(Exists(Consent.objects.active(now).filter(data_class=data_class, **_SAME)))


def _assignments(now: datetime) -> QuerySet[Assignment]:
    """Of the alert's person at its site; one made at another does not follow a staff member who has moved."""
    return Assignment.objects.active(now).filter(staff__site=F("site"), **_SAME)


def _is_unfit(who: str, now: datetime) -> Q:
    absences = Cover.objects.active(now)
    covered = absences.filter(cover=OuterRef(OuterRef(who))).values("absent")
    follows = _assignments(now).filter(Q(staff=OuterRef(who)) | Q(staff__in=covered))
    return (
        Q(**{f"{who}__account__is_active": False})
        | ~Q(**{f"{who}__site": F("site")})
        | Q(Exists(absences.filter(absent=OuterRef(who))))
        | Q(**{f"{who}__role": Staff.Role.SITE_ADMIN})
        | Q(**{f"{who}__role": Staff.Role.COUNSELLOR}) & ~Q(Exists(follows))
    )


class Alert(models.Model):
    """Somebody may need a human. It has an owner, a clock and, in the end, an outcome; its level only rises."""

    class State(models.TextChoices):
        OPEN = "open"
        ACKNOWLEDGED = "acknowledged"
        CLOSED = "closed"

    class Outcome(models.TextChoices):
        REACHED = "reached"
        MESSAGE_LEFT = "message-left"
        WELFARE_CHECK = "welfare-check"
        HANDED_OVER = "handed-over"
        COULD_NOT_REACH = "could-not-reach"
        # Written by us alone: the person has taken the consent back, is said to have died, or nobody is left there.
        CONSENT_WITHDRAWN = "consent-withdrawn"
        DIED = "died"
        NOBODY_LEFT = "nobody-left"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="owned_alerts")
    # Whose it is again once they are back.
    stands_in_for = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    # When the clock was started last: by opening, by a rise, or by new evidence after somebody had seen it.
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # How often it was passed on since then, and when that happens next; None: it is not.
    stage = models.PositiveIntegerField(default=0)
    next_page_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    # When it was first passed on since the clock started.
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "site"], condition=~Q(state="closed"), name="one_open_alert"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at=None, outcome=""),
                name="closed_with_an_outcome",
            ),
            models.CheckConstraint(condition=Q(next_page_at=None) | Q(state="open"), name="pages_while_open"),
        ]
        indexes = [
            # to_page(): its cost does not grow with alerts that are closed, seen, or passed on for the last time.
            models.Index(fields=["next_page_at"], condition=Q(next_page_at__isnull=False), name="alert_paging"),
            # The worklist of a site; misplaced().
            models.Index(fields=["site", "due_at"], condition=~Q(state="closed"), name="alert_worklist"),
            # follow_ups_of: a person's own list.
            models.Index(fields=["person", "-opened_at"], name="alert_of_person"),
        ]


# Outcomes that no staff member has given.
WRITTEN_BY_US = (Alert.Outcome.CONSENT_WITHDRAWN, Alert.Outcome.DIED, Alert.Outcome.NOBODY_LEFT)


class AlertEvidence(models.Model):
    """What an alert is about: the rules that fired on one thing. The thing itself stays where it is.

    What `is_of_log` was told in the craving log, and is read by the grant for that log as the log itself is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="evidence")
    about_type = models.CharField(max_length=40)
    about_id = models.UUIDField()
    # `instrument:rule`, as in the instrument file: never an answer.
    rules = models.JSONField()
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
    added_at = models.DateTimeField()
    is_of_log = models.BooleanField(default=False, db_default=False)


class AlertPage(models.Model):
    """A staff member was rung about an alert: once for each time it asked for somebody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="pages")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    paged_at = models.DateTimeField()
    # 0 the first, then one more each time that nobody had acknowledged.
    stage = models.PositiveIntegerField()


class AlertNote(models.Model):
    """What staff did about an alert. The text is sealed under the person's key, so erasing them erases it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    outcome = models.CharField(max_length=20, choices=Alert.Outcome)
    note = SealedField(owner="person_id", editable=False)
    written_at = models.DateTimeField()


class AlertStep(models.Model):
    """One thing that happened with an alert, in order: its story for those who come later. Append-only."""

    class What(models.TextChoices):
        OPENED = "opened"
        RAISED = "raised"
        ASKED_AGAIN = "asked-again"  # new evidence after somebody had acknowledged
        REOPENED = "reopened"
        PASSED_ON = "passed-on"
        PERSON_TOLD = "person-told"  # that nobody has answered
        ACKNOWLEDGED = "acknowledged"
        CLAIMED = "claimed"
        HANDED_OVER = "handed-over"
        CLOSED = "closed"

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=12, choices=What)
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
    # Who did it, or whose it is from then on; None where nobody did.
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def due(self, now: datetime) -> "FollowUpQuerySet":
        return self.filter(due_at__lte=now, opened_at=None, dropped_at=None)


class FollowUp(models.Model):
    """A check-in that is owed to somebody after an outcome: opened when due, or dropped, with the reason in the facts.

    aftercare opens it; this app knows when, because it knows the outcome.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "due_at"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(dropped_at=None), name="follow_up_opened_or_dropped"
            ),
        ]
        indexes = [
            # due(): its cost does not grow with those that were opened or dropped.
            models.Index(fields=["due_at"], condition=Q(opened_at=None, dropped_at=None), name="follow_up_due")
        ]
