"""How far this database has followed the journal of the key store."""

from django.db import models


class JournalPosition(models.Model):
    """One row. Every entry up to `number` has been carried out here.

    `mark` is this database's own clock, renewed before each erasure and every few seconds, and written into every
    entry. In a backup that is put back it is as old as the backup: entries bear later ones.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    mark = models.DateTimeField()
