"""What the console remembers of those who sign in."""

import uuid
from datetime import datetime, timedelta

from django.db import models

from backend.accounts.models import Account
from backend.console.sign_in import limits


class ConsoleSession(models.Model):
    """A browser in which somebody is signed in. Without this row its cookie opens nothing. No address is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="console_sessions")
    browser = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    last_active_at = models.DateTimeField()

    @property
    def ends_at(self) -> datetime:
        return limits.ends_at(began_at=self.began_at, last_active_at=self.last_active_at)

    @property
    def lasts(self) -> timedelta:
        """How long from the last activity on, which the page that is being shown was."""
        return self.ends_at - self.last_active_at

    @property
    def longest_until(self) -> datetime:
        return self.began_at + limits.LONGEST


class WrongCodes(models.Model):
    """Wrong one-time codes of an account in a row. A right one deletes the row."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()
