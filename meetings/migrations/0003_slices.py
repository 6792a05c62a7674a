from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_exceptions_projections_and_runs")]

    operations = [
        migrations.AddField("changecounter", "pruned_through", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddIndex("meetingdeparture", models.Index(fields=["service_body", "seq"], name="departure_by_body")),
        migrations.AddIndex(
            "meeting",
            models.Index(
                fields=["service_body", "seq"],
                condition=Q(is_published=True, is_listed=True),
                name="meeting_by_body_change",
            ),
        ),
    ]
