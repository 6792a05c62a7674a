"""What a token opens, and that it was signed out."""

import uuid

from django.db import models
from knox.models import AbstractAuthToken, AuthTokenManager

from backend.accounts.models.accounts import Account


class Session(AbstractAuthToken):  # type: ignore[misc]  # knox publishes no types
    """A signed-in phone, console or program: the hash of its token."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # A date, not an instant: nobody needs to know at what hour somebody opened the app.
    last_seen_on = models.DateField()
    # Of staff and organizers: made by a console page that had seen their second factor.
    after_second_factor = models.BooleanField(default=False, db_default=False)

    objects = AuthTokenManager()


class EndedSession(models.Model):
    """Remembers a token that was signed out, so that its phone learns `revoked` and not `unknown`.

    It opens nothing; whose it was is kept because answers that such a phone still holds are read for danger.
    """

    digest = models.CharField(max_length=128, primary_key=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL)
    ended_at = models.DateTimeField()
