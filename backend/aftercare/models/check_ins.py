"""Check-ins and what was answered."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.accounts.guard import people_cared_for_by, people_followed_by, people_visible_to, sites_of
from backend.accounts.models import Account, AlertAccess, BreakGlass, DataClass, Person, Site
from backend.accounts.sealed import SealedField
from backend.aftercare.models.schedules import CheckInSchedule
from backend.instruments.levels import LEVEL_CHOICES

# What an open alert shows of the time before it to who does not follow the person (docs/who-sees-what.md).
BEFORE_AN_ALERT = timedelta(days=14)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def visible_to(self, account: Account, now: datetime) -> "CheckInQuerySet":
        """Check-ins whose answers this account may read at this instant.

        A site reads what it asked for and what the person began alone, not what another site asked. Who follows the
        person reads all of it; who answers for the site, two weeks before an open alert and what came since.
        """
        glass = BreakGlass.objects.active(now).filter(person=OuterRef("person"), staff=account.pk)
        people = people_visible_to(account, DataClass.ANSWERS, now=now)
        return self.filter(_is_of_site(account), person__in=people).filter(
            _is_within_care(account, now) | Q(Exists(glass))
        )

    def cared_for_by(self, account: Account, now: datetime) -> "CheckInQuerySet":
        """The same without what an emergency opens: that is there to be read, and not to be told."""
        people = people_cared_for_by(account, DataClass.ANSWERS, now=now)
        return self.filter(_is_of_site(account), _is_within_care(account, now), person__in=people)

    def past_closing(self, now: datetime) -> "CheckInQuerySet":
        return self.filter(state=CheckIn.State.OPEN, closes_at__lte=now)

    def asked(self) -> "CheckInQuerySet":
        """Those that a site asked for: what the person began, or their own answers called for, nobody waits for."""
        return self.filter(site__isnull=False, prompted_by=None)


def _is_of_site(account: Account) -> Q:
    return Q(site=None) | Q(site__in=sites_of(account))


def _is_within_care(account: Account, now: datetime) -> Q:
    alerts = AlertAccess.objects.filter(
        person=OuterRef("person"), site__in=sites_of(account), since__lte=OuterRef("opened_at") + BEFORE_AN_ALERT
    )
    return Q(person__in=people_followed_by(account, now=now)) | Q(Exists(alerts))


class CheckIn(models.Model):
    """One asking of an instrument. A scheduled one bears the id of its occurrence."""

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        MISSED = "missed"
        CANCELLED = "cancelled"
        DECLINED = "declined"  # the person would rather not; until it closes they may answer all the same

    class Miss(models.TextChoices):
        """How somebody came not to answer, as far as notices can tell."""

        SEEN = "seen"
        SENT_NOT_SEEN = "sent_not_seen"
        UNREACHABLE = "unreachable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    # None: the person began it.
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT)
    schedule = models.ForeignKey(CheckInSchedule, null=True, on_delete=models.SET_NULL)
    # The check-in whose answers called for this one.
    prompted_by = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="prompted")
    instrument = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)
    # Told when the window ended on what a site asked for. It stays when answers given in time arrive after that.
    miss = models.CharField(max_length=13, choices=Miss, null=True)  # noqa: DJ001 - null: it was not missed
    # Why its notice was not seen: a code of notifications.notices.explaining.
    miss_why = models.CharField(max_length=20, blank=True, default="", db_default="")

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("opened_at")), name="check_in_closes_later")
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(state="open"), name="check_in_open"),  # past_closing
            # A person's own list and the history that staff read.
            models.Index(fields=["person", "-opened_at", "id"], name="check_in_of_person"),
            # quiet.signs: the last miss.
            models.Index(fields=["person", "-closes_at"], condition=Q(miss__isnull=False), name="check_in_missed"),
            # quiet.facts: what was asked before without a schedule, rare beside what schedules ask.
            models.Index(
                fields=["person", "-opened_at"],
                condition=Q(site__isnull=False, schedule=None, prompted_by=None),
                name="check_in_asked",
            ),
        ]

    @property
    def is_asked(self) -> bool:
        """As in `CheckInQuerySet.asked`."""
        return self.site_id is not None and self.prompted_by_id is None


class Response(models.Model):
    """Answers to a check-in. Raw answers are sealed; scores and levels stay plain, for trends and rules."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="responses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_index=False)
    answers = SealedField(owner="person_id", editable=False)
    # False: part of a form; the parts are merged in this one row until the whole form takes its place.
    is_final = models.BooleanField()
    # Given after the window: kept as evidence, the check-in stays as it is.
    is_late = models.BooleanField(default=False)
    amends = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="amendments")
    # What these answers call for, without what the craving log adds to them.
    level = models.CharField(max_length=2, choices=LEVEL_CHOICES)
    scores = models.JSONField()
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in"], condition=Q(is_final=False, is_late=False), name="one_unfinished_form"
            ),
            models.UniqueConstraint(
                fields=["check_in"], condition=Q(is_final=True, is_late=False, amends=None), name="one_first_answer"
            ),
        ]
        indexes = [
            # quiet.signs: the last answers, and the last that were serious.
            models.Index(fields=["person", "-received_at"], name="response_of_person"),
            models.Index(
                fields=["person", "-received_at"], condition=Q(level__in=["L2", "L3"]), name="response_serious"
            ),
        ]


class SafetyStep(models.Model):
    """What a person did after a card was shown. It tells staff something and closes nothing."""

    class Step(models.TextChoices):
        CALLED_EMERGENCY = "called_emergency"
        CALLED_LINE = "called_line"
        CALLED_SUPPORTER = "called_supporter"
        I_AM_SAFE = "i_am_safe"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16, choices=Step)
    taken_at = models.DateTimeField()
