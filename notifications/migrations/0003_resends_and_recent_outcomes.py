import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_wishes_and_wider_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="guard_data_class",
            field=models.CharField(
                choices=[
                    ("plan", "Plan"),
                    ("answers", "Answers"),
                    ("alerts", "Alerts"),
                    ("cravings", "Cravings"),
                    ("exercises", "Exercises"),
                    ("safety-plan", "Safety Plan"),
                    ("meetings", "Meetings"),
                    ("contact", "Contact"),
                    ("improve", "Improve"),
                ],
                max_length=12,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="guard_person_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="guard_site_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="deliverylog",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["at"], name="delivery_log_lately", pages_per_range=32
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("guard_person_id__isnull", False)),
                fields=["guard_person_id"],
                name="notification_about_somebody",
            ),
        ),
    ]
