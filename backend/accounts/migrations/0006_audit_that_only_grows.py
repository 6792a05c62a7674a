"""Rows of the audit are added, and then stay: the database itself refuses changes, whoever asks.

What may still happen to a row: it is sealed, once; a consent is taken back, once; looks of an open quarter of an hour
are counted. Rows may go six years after their time (45 CFR 164.316(b)(2)(i): from when a thing was made or was last in
effect, whichever is later). A superuser can lift triggers: the chain over the rows shows that (backend.accounts.audit).
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import backend.accounts.sealed

# Each table with its own time, from which the six years are counted. A consent that has not ended has none.
ENDED = "least(OLD.revoked_at, OLD.expires_at)"
OWN_TIMES = {
    "accesslog": "OLD.started_at",
    "breakglass": "OLD.ends_at",
    "breakglassbar": "OLD.at",
    "chainlink": "OLD.sealed_at",
    "consent": ENDED,
    "consentform": "OLD.received_at",
    "disclosure": "OLD.at",
    "notice": "OLD.at",
    "outsideconsent": ENDED,
    "restrictionanswer": "OLD.at",
    "restrictionrequest": "OLD.at",
    "revocation": "OLD.at",
}
# What may be written once, from NULL. A link is whole from the start.
ONCE = {
    "chainlink": (),
    "consent": ("sealed_at", "revoked_at"),
    "outsideconsent": ("sealed_at", "revoked_at"),
}
# What may grow until the row is sealed.
GROWS = {"accesslog": ("looks",)}

REFUSE = """
CREATE FUNCTION accounts_audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
# Tests empty the whole database after each that commits; their connections say so.
TRIGGERS = """
CREATE TRIGGER audit_no_update BEFORE UPDATE ON accounts_{table} FOR EACH ROW
    WHEN ({changed}) EXECUTE FUNCTION accounts_audit_refuses();
CREATE TRIGGER audit_no_delete BEFORE DELETE ON accounts_{table} FOR EACH ROW
    WHEN (({own_time} < now() - interval '6 years') IS NOT TRUE) EXECUTE FUNCTION accounts_audit_refuses();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON accounts_{table} FOR EACH STATEMENT
    WHEN (current_setting('handrail.may_truncate', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION accounts_audit_refuses();
"""
NO_TRIGGERS = """
DROP TRIGGER audit_no_update ON accounts_{table};
DROP TRIGGER audit_no_delete ON accounts_{table};
DROP TRIGGER audit_no_truncate ON accounts_{table};
"""


def _changed(table):
    """Return the condition under which an update changes more than it may. Columns of later releases are covered."""
    once, grows = ONCE.get(table, ("sealed_at",)), GROWS.get(table, ())
    others = "".join(f" - '{column}'" for column in (*once, *grows))
    return " OR ".join(
        [
            f"(to_jsonb(OLD){others}) IS DISTINCT FROM (to_jsonb(NEW){others})",
            *(f"(OLD.{each} IS NOT NULL AND NEW.{each} IS DISTINCT FROM OLD.{each})" for each in once),
            *(f"NEW.{each} < OLD.{each} OR (OLD.sealed_at IS NOT NULL AND NEW.{each} <> OLD.{each})" for each in grows),
        ]
    )


def _for_each_table(template):
    return "".join(
        template.format(table=table, own_time=own_time, changed=_changed(table))
        for table, own_time in OWN_TIMES.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_silenced_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="BreakGlassBar",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", backend.accounts.sealed.SealedField(owner="person_id")),
                ("at", models.DateTimeField()),
                ("sealed_at", models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RestrictionAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "decision",
                    models.CharField(choices=[("granted", "Granted"), ("declined", "Declined")], max_length=8),
                ),
                ("words", backend.accounts.sealed.SealedField(owner="person_id")),
                ("at", models.DateTimeField()),
                ("sealed_at", models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RestrictionRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", backend.accounts.sealed.SealedField(owner="person_id")),
                ("at", models.DateTimeField()),
                ("sealed_at", models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="accesslog",
            name="one_look_per_quarter_hour",
        ),
        migrations.AddField(
            model_name="chainlink",
            name="form",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="person",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="accounts.person"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person"),
        ),
        migrations.AddIndex(
            model_name="accesslog",
            index=models.Index(fields=["person", "-started_at", "id"], name="access_log_of_person"),
        ),
        migrations.AddConstraint(
            model_name="accesslog",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sealed_at", None)),
                fields=("person", "staff", "data_class", "purpose", "started_at"),
                name="one_look_per_quarter_hour",
            ),
        ),
        migrations.AddField(
            model_name="breakglassbar",
            name="break_glass",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="bar", to="accounts.breakglass"
            ),
        ),
        migrations.AddField(
            model_name="breakglassbar",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person"),
        ),
        migrations.AddField(
            model_name="breakglassbar",
            name="staff",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.staff"),
        ),
        migrations.AddField(
            model_name="restrictionanswer",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person"),
        ),
        migrations.AddField(
            model_name="restrictionanswer",
            name="staff",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.staff"),
        ),
        migrations.AddField(
            model_name="restrictionrequest",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person"),
        ),
        migrations.AddField(
            model_name="restrictionrequest",
            name="site",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.site"),
        ),
        migrations.AddField(
            model_name="restrictionanswer",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="accounts.restrictionrequest"
            ),
        ),
        migrations.AddIndex(
            model_name="breakglassbar",
            index=models.Index(
                condition=models.Q(("sealed_at", None)), fields=["person"], name="break_glass_bar_unsealed"
            ),
        ),
        migrations.AddIndex(
            model_name="restrictionrequest",
            index=models.Index(condition=models.Q(("sealed_at", None)), fields=["person"], name="restriction_unsealed"),
        ),
        migrations.AddIndex(
            model_name="restrictionanswer",
            index=models.Index(
                condition=models.Q(("sealed_at", None)), fields=["person"], name="restriction_answer_unsealed"
            ),
        ),
        migrations.RunSQL(
            REFUSE + _for_each_table(TRIGGERS),
            _for_each_table(NO_TRIGGERS) + "DROP FUNCTION accounts_audit_refuses();",
        ),
    ]
