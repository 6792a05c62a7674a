from django.db import models


class IdempotencyRecord(models.Model):
    """The stored answer to a POST that carried an Idempotency-Key; without the client's key it reads as nothing."""

    # HMAC of (account or `anonymous`, method, path, key) and of the body.
    request_hash = models.BinaryField(primary_key=True, max_length=32)
    body_hash = models.BinaryField(max_length=32)
    # HMAC of the account, so that an erasure finds it; null where nobody was signed in.
    owner_hash = models.BinaryField(max_length=32, null=True)
    status = models.PositiveSmallIntegerField()
    response = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="idempotency_age"),  # forget_old_keys
            models.Index(  # forget
                fields=["owner_hash"], condition=models.Q(owner_hash__isnull=False), name="idempotency_owner"
            ),
        ]


class ClientId(models.Model):
    """An id that a phone chose for something it created, kept as long as the account: a late repeat finds it."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    body_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
