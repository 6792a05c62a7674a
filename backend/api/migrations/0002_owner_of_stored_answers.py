from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_idempotency_and_client_ids")]

    operations = [
        migrations.AddField(
            model_name="idempotencyrecord",
            name="owner_hash",
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddIndex(
            model_name="idempotencyrecord",
            index=models.Index(
                condition=models.Q(("owner_hash__isnull", False)), fields=["owner_hash"], name="idempotency_owner"
            ),
        ),
    ]
