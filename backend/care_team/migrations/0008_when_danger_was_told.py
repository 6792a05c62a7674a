from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("care_team", "0007_evidence_of_the_craving_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="safetyprofile",
            name="danger_told_at",
            field=models.DateTimeField(null=True),
        ),
    ]
