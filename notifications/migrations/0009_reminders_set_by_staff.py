import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_silenced_people"),
        ("notifications", "0008_silence"),
    ]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="set_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
            ),
        ),
    ]
