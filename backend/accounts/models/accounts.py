"""Who signs in: people in recovery, staff, organizers, operators."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from backend.accounts.sealed import SealedField


class Kind(models.TextChoices):
    PERSON = "person"
    STAFF = "staff"
    ORGANIZER = "organizer"
    OPERATOR = "operator"


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


class Person(models.Model):
    """A person in recovery: anonymous, known by a handle of their own choice."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    locale = models.CharField(max_length=35, default="en")
    tzid = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    # Keyed hash of the recovery code, which is shown once.
    recovery_hash = models.BinaryField(max_length=32, unique=True)
    # That they have said to be of age, and never how old they are. False: they were not asked yet.
    adult_confirmed = models.BooleanField(default=False, db_default=False)
    # Erased: the row stays, emptied, while the audit points at it.
    erased_at = models.DateTimeField(null=True, editable=False)
    # Since then nothing at all may ring or be shown on their phones, and nobody is rung about them.
    silenced_at = models.DateTimeField(null=True)

    class Meta:
        # Asked about each batch of notices: what it costs hangs on those who are silenced, not on all.
        indexes = [models.Index(fields=["account"], condition=Q(silenced_at__isnull=False), name="person_silenced")]


class Organizer(models.Model):
    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    work_email = SealedField(owner="account_id", null=True, editable=False)
