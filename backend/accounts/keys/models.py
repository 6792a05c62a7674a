from django.db import models


class DataKey(models.Model):
    """An account's data key, wrapped by the master key. Erasing the row erases what it encrypted."""

    account_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)


class JournalEntry(models.Model):
    """A person was erased, or took a consent back: what a backup of the main database that is put back must hear.

    Append-only, ids only. It is kept for good: a backup of any age may be put back.
    """

    class Kind(models.TextChoices):
        ERASURE = "erasure"
        REVOCATION = "revocation"

    number = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    person_id = models.UUIDField()
    # Of a revocation: whose consent it was, and to what.
    site_id = models.UUIDField(null=True)
    data_class = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    # The mark of the main database at that time: one whose own mark is older has lost this entry.
    mark = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="erasure", site_id=None, data_class="")
                | models.Q(kind="revocation", site_id__isnull=False) & ~models.Q(data_class=""),
                name="a_revocation_says_of_what",
            )
        ]
