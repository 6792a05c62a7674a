from django.db import migrations, models

FILL = """
    INSERT INTO meetings_customfield (name)
    SELECT DISTINCT jsonb_object_keys(m.custom_fields)
    FROM meetings_meeting m JOIN meetings_meetingprojection p ON p.meeting_id = m.id
    WHERE m.is_published AND m.is_listed AND p.is_in_bmlt AND m.custom_fields <> '{}'
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_search_words")]

    operations = [
        migrations.CreateModel("CustomField", fields=[("name", models.TextField(primary_key=True, serialize=False))]),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
