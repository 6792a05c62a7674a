from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles_covers_consent_forms_and_audit")]

    operations = [
        migrations.CreateModel(
            name="JournalPosition",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("mark", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
