"""What the console remembers of those who sign in."""

from django.db import models

from backend.accounts.models import Account


class WrongCodes(models.Model):
    """Wrong one-time codes of an account in a row. A right one deletes the row."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()
