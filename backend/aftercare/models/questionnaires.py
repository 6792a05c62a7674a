"""What sites ask beside, or instead of, the packaged instruments."""

import uuid

from django.db import models

from backend.accounts.models import Site, Staff


class SiteQuestionnaireQuerySet(models.QuerySet["SiteQuestionnaire"]):
    def newest(self) -> "SiteQuestionnaireQuerySet":
        """The last version of each code."""
        return self.order_by("code", "-version").distinct("code")


class SiteQuestionnaire(models.Model):
    """One version of a questionnaire of a site's own. It never changes: what was asked by it is read by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    # As it was posted, in text: a jsonb column forgets the order of keys, and rules are read in the order of the file.
    document = models.TextField()
    # In the shape of vectors.json, computed when it was added.
    vectors = models.JSONField()
    # None: added by a command.
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    # Of the last version: it is not asked any more.
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = SiteQuestionnaireQuerySet.as_manager()

    class Meta:
        constraints = [
            # Phones, alerts and scores name a questionnaire by these two alone.
            models.UniqueConstraint(fields=["code", "version"], name="one_document_for_a_version")
        ]
        indexes = [models.Index(fields=["site", "code"], name="questionnaires_of_site")]


class InstrumentSwitch(models.Model):
    """A site has switched a packaged instrument on or off; without a row it is as the release ships it."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    instrument = models.CharField(max_length=40)
    is_on = models.BooleanField()
    set_by = models.ForeignKey(Staff, on_delete=models.PROTECT)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "instrument"], name="one_switch_for_an_instrument")]
