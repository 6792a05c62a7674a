import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Case, F, When


def start_clocks(apps, _schema_editor):
    """Alerts that stand open go on as those of this release do, from where they are.

    In one statement: a row that is written twice in a transaction has pending checks, which bar what comes below.
    """
    apps.get_model("care_team", "Alert").objects.update(
        asked_at=F("opened_at"),
        next_page_at=Case(When(state="open", then=F("due_at"))),
        stage=Case(When(state="open", escalated_at__isnull=False, then=1), default=0),
    )


def open_access(apps, _schema_editor):
    """The guard asks for a row for each open alert."""
    access = apps.get_model("accounts", "AlertAccess")
    standing = apps.get_model("care_team", "Alert").objects.exclude(state="closed")
    access.objects.bulk_create(
        [access(person_id=a.person_id, site_id=a.site_id, level=a.level, since=a.opened_at) for a in standing],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles_covers_consent_forms_and_audit"),
        ("care_team", "0004_on_call_steps_follow_ups_and_expected_rules"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="alert", name="alert_waiting"),
        migrations.AddField(model_name="alert", name="asked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="alert", name="next_page_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="alert", name="stage", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(
            model_name="alert",
            name="stands_in_for",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
            ),
        ),
        migrations.AlterField(model_name="alertpage", name="stage", field=models.PositiveIntegerField()),
        migrations.AlterField(
            model_name="alert",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reached", "Reached"),
                    ("message-left", "Message Left"),
                    ("welfare-check", "Welfare Check"),
                    ("handed-over", "Handed Over"),
                    ("could-not-reach", "Could Not Reach"),
                    ("consent-withdrawn", "Consent Withdrawn"),
                    ("died", "Died"),
                    ("nobody-left", "Nobody Left"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="alertnote",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("reached", "Reached"),
                    ("message-left", "Message Left"),
                    ("welfare-check", "Welfare Check"),
                    ("handed-over", "Handed Over"),
                    ("could-not-reach", "Could Not Reach"),
                    ("consent-withdrawn", "Consent Withdrawn"),
                    ("died", "Died"),
                    ("nobody-left", "Nobody Left"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(start_clocks, migrations.RunPython.noop),
        migrations.RunPython(open_access, migrations.RunPython.noop),
        migrations.AlterField(model_name="alert", name="asked_at", field=models.DateTimeField()),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("next_page_at__isnull", False)), fields=["next_page_at"], name="alert_paging"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_page_at", None), ("state", "open"), _connector="OR"),
                name="pages_while_open",
            ),
        ),
    ]
