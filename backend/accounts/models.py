"""Who there is, who works where, who may see whom, and who looked."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from knox.models import AbstractAuthToken, AuthTokenManager

from backend.accounts.sealed import SealedField


class Kind(models.TextChoices):
    PERSON = "person"
    STAFF = "staff"
    ORGANIZER = "organizer"
    OPERATOR = "operator"


class DataClass(models.TextChoices):
    """What a person can grant a site, one by one (the table "Who sees what" of the recovery reference)."""

    PLAN = "plan"  # handle, plan, schedules, appointments
    ANSWERS = "answers"  # answers and scores of check-ins
    ALERTS = "alerts"  # that an alert exists, its level and state
    CRAVINGS = "cravings"
    EXERCISES = "exercises"
    SAFETY_PLAN = "safety-plan"
    MEETINGS = "meetings"
    CONTACT = "contact"
    IMPROVE = "improve"  # pooled, from 20 people up


class AccountManager(BaseUserManager["Account"]):
    def create_superuser(self, login: str, password: str, **_extra: Any) -> "Account":
        account = self.model(kind=Kind.OPERATOR, login=login, is_superuser=True)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # knox's has no type
    """One who signs in. Holds no name and no e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    login = models.CharField(max_length=60, unique=True, null=True, blank=True)
    handle = SealedField(owner="id", null=True, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = []
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.PERSON, login=None) | (~Q(kind=Kind.PERSON) & Q(login__isnull=False)),
                name="people_have_no_login",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_staff(self) -> bool:
        """Django's word for who may open the stock admin: operators only."""
        return self.is_superuser


class Site(models.Model):
    """A clinic or programme that follows people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    tzid = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, account: Account, data_class: DataClass, now: datetime) -> "PersonQuerySet":
        """People about whom this account may see this class of data at this instant.

        Oneself; for staff, people assigned to them whose consent to the staff member's site is active. A supervisor
        sees the alerts of the whole site, within consent.
        """
        if account.kind == Kind.PERSON:
            return self.filter(pk=account.pk)
        if account.kind != Kind.STAFF:
            return self.none()
        staff = Staff.objects.filter(pk=account.pk, account__is_active=True)
        consent = Consent.objects.active(now).filter(
            person=OuterRef("pk"), site__in=staff.values("site"), data_class=data_class
        )
        assignment = Assignment.objects.active(now).filter(
            person=OuterRef("pk"), staff__in=staff, staff__site=F("site")
        )
        followed = Q(Exists(assignment))
        if data_class == DataClass.ALERTS:
            supervised = Assignment.objects.active(now).filter(
                person=OuterRef("pk"), site__in=staff.filter(role=Staff.Role.SUPERVISOR).values("site")
            )
            followed |= Q(Exists(supervised))
        return self.filter(followed, Exists(consent))


class Person(models.Model):
    """A person in recovery: anonymous, known by a handle of their own choice."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    locale = models.CharField(max_length=35, default="en")
    tzid = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    # Keyed hash of the recovery code, which is shown once.
    recovery_hash = models.BinaryField(max_length=32, unique=True)

    objects = PersonQuerySet.as_manager()


class Staff(models.Model):
    class Role(models.TextChoices):
        COUNSELLOR = "counsellor"
        SUPERVISOR = "supervisor"

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    role = models.CharField(max_length=12, choices=Role, default=Role.COUNSELLOR)
    tzid = models.CharField(max_length=64, default="UTC")
    work_email = SealedField(owner="account_id", null=True, editable=False)


class Organizer(models.Model):
    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    work_email = SealedField(owner="account_id", null=True, editable=False)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self, now: datetime) -> "AssignmentQuerySet":
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now)


class Assignment(models.Model):
    """A staff member follows a person for a site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "staff"], condition=Q(ended_at=None), name="one_open_assignment")
        ]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def active(self, now: datetime) -> "ConsentQuerySet":
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            Q(revoked_at=None) | Q(revoked_at__gt=now),
            granted_at__lte=now,
        )


class Consent(models.Model):
    """A person lets a site see one class of data until they take it back or it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    data_class = models.CharField(max_length=12, choices=DataClass)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The id that the phone gave to the request which granted this, among others.
    request_id = models.UUIDField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "site", "data_class"], name="consent_guard")]  # visible_to
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("granted_at")), name="consent_ends_later"
            )
        ]


class Invitation(models.Model):
    """A single-use code by which a person joins a site. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.BinaryField(max_length=32, unique=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL)


class StaffSetup(models.Model):
    """A one-time link by which the first staff member of a site sets login, password and second factor."""

    code_hash = models.BinaryField(max_length=32, primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    role = models.CharField(max_length=12, choices=Staff.Role)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Session(AbstractAuthToken):  # type: ignore[misc]  # knox publishes no types
    """A signed-in phone, console or program: the hash of its token."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # A date, not an instant: nobody needs to know at what hour somebody opened the app.
    last_seen_on = models.DateField()

    objects = AuthTokenManager()


class EndedSession(models.Model):
    """Remembers a token that was signed out, so that its phone learns `revoked` and not `unknown`.

    It opens nothing; whose it was is kept because answers that such a phone still holds are read for danger.
    """

    digest = models.CharField(max_length=128, primary_key=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL)
    ended_at = models.DateTimeField()


class AccessLog(models.Model):
    """Who looked at whose data: one row per staff member, person, class, purpose and quarter of an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    data_class = models.CharField(max_length=12, choices=DataClass)
    purpose = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "staff", "data_class", "purpose", "started_at"], name="one_look_per_quarter_hour"
            )
        ]
