from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON keys_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER journal_append_only ON keys_journalentry;
DROP FUNCTION journal_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_data_keys")]

    operations = [
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("erasure", "Erasure"), ("revocation", "Revocation")], max_length=10),
                ),
                ("person_id", models.UUIDField()),
                ("site_id", models.UUIDField(null=True)),
                ("data_class", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("mark", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("data_class", ""),
                            ("kind", "erasure"),
                            ("site_id", None),
                        )
                        | models.Q(("kind", "revocation"), ("site_id__isnull", False))
                        & models.Q(("data_class", ""), _negated=True),
                        name="a_revocation_says_of_what",
                    )
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
