"""A line can be found wrong as well, and more than once a day. The release before reads and writes on."""

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# What was verified before was noted on its day.
NOTED_THEN = "UPDATE crisis_lineverification SET noted_at = verified_on::timestamp AT TIME ZONE 'UTC'"
# The table of before knows one row a day and nothing of wrong lines. One that was found dead must not come out of
# it as verified, so it loses all its rows.
FORGET_THE_DEAD = """
    DELETE FROM crisis_lineverification WHERE line_id IN (
        SELECT line_id FROM (
            SELECT DISTINCT ON (line_id) line_id, outcome FROM crisis_lineverification ORDER BY line_id, id DESC
        ) newest WHERE outcome = 'wrong'
    );
    DELETE FROM crisis_lineverification WHERE outcome = 'wrong';
    DELETE FROM crisis_lineverification earlier USING crisis_lineverification later
        WHERE later.line_id = earlier.line_id AND later.verified_on = earlier.verified_on AND later.id > earlier.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0001_line_verifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="lineverification", name="one_verification_a_day"),
        migrations.AlterField(
            model_name="lineverification",
            name="verified_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="lineverification",
            name="outcome",
            field=models.CharField(choices=[("right", "Right"), ("wrong", "Wrong")], db_default="right", max_length=5),
        ),
        migrations.AddField(
            model_name="lineverification",
            name="page",
            field=models.URLField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="lineverification",
            name="noted_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(NOTED_THEN, FORGET_THE_DEAD),
        migrations.AddConstraint(
            model_name="lineverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "right"), ("verified_on__isnull", False)),
                    models.Q(("outcome", "wrong"), ("verified_on", None)),
                    _connector="OR",
                ),
                name="only_what_is_right_is_verified",
            ),
        ),
        migrations.AddIndex(
            model_name="lineverification",
            index=models.Index(fields=["line_id", "-id"], name="verifications_of_a_line"),
        ),
    ]
