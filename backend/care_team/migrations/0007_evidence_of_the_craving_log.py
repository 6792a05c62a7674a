from django.db import migrations, models
from django.db.models import Q

RULE = "craving-nrs:high-twice"
# What these say at L1 was told by the grant for the craving log.
TOLD_IN_THE_LOG = ("craving", "exercise-session", "slip", "refused-slip")


def mark_what_was_told(apps, _schema_editor):
    evidence = apps.get_model("care_team", "AlertEvidence").objects
    of_log = Q(rules__contains=[RULE]) | Q(about_type__in=TOLD_IN_THE_LOG, level="L1")
    evidence.filter(of_log).update(is_of_log=True)


class Migration(migrations.Migration):
    dependencies = [
        ("care_team", "0006_people_to_tell"),
    ]

    operations = [
        migrations.AddField(
            model_name="alertevidence",
            name="is_of_log",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(mark_what_was_told, migrations.RunPython.noop),
    ]
