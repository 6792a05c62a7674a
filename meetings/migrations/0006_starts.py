from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_source_zone")]

    operations = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("is_published", True)),
                fields=["tzid", "week_minute", "id", "lat", "lon"],
                name="meeting_by_zone_start",
            ),
        ),
        migrations.RemoveIndex(model_name="meeting", name="meeting_by_zone_time"),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("duration_minutes__gt", 180), ("is_published", True)),
                fields=["tzid", "week_minute"],
                name="meeting_long",
            ),
        ),
    ]
