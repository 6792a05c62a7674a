from django.db import models


class DataKey(models.Model):
    """An account's data key, wrapped by the master key. Erasing the row erases what it encrypted."""

    account_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
