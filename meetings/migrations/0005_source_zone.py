from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_bmlt_words_and_structure_count")]

    operations = [
        migrations.AddField("source", "tzid", models.CharField(blank=True, db_default="", default="", max_length=64)),
    ]
