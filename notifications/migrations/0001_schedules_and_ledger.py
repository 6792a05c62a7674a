import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import backend.accounts.sealed
import notifications.fields

# Django makes no partitioned tables. The default partition takes what no month was made for: nothing is lost.
# TRUNCATE stays possible, for tests that empty the whole database.
CREATE_DELIVERY_LOG = """
CREATE TABLE delivery_log (
    due_at timestamptz NOT NULL,
    delivery_id uuid NOT NULL,
    attempt smallint NOT NULL,
    notification_id uuid NOT NULL,
    kind varchar(20) NOT NULL,
    stage smallint NOT NULL,
    at timestamptz NOT NULL,
    outcome varchar(20) NOT NULL,
    code varchar(60) NOT NULL,
    provider_name varchar(200) NOT NULL,
    worker varchar(10) NOT NULL,
    PRIMARY KEY (due_at, delivery_id, attempt)
) PARTITION BY RANGE (due_at);
CREATE INDEX delivery_log_notification ON delivery_log (notification_id);
CREATE TABLE delivery_log_default PARTITION OF delivery_log DEFAULT;
DO $$
DECLARE
    first_day timestamptz := date_trunc('month', now(), 'UTC');
    month timestamptz;
BEGIN
    FOR ahead IN 0..1 LOOP
        month := (first_day AT TIME ZONE 'UTC' + make_interval(months => ahead)) AT TIME ZONE 'UTC';
        EXECUTE format(
            'CREATE TABLE delivery_log_%s PARTITION OF delivery_log FOR VALUES FROM (%L) TO (%L)',
            to_char(month AT TIME ZONE 'UTC', 'YYYY_MM'),
            month,
            (month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'
        );
    END LOOP;
END $$;
CREATE FUNCTION delivery_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'delivery_log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER delivery_log_append_only BEFORE UPDATE OR DELETE ON delivery_log
    FOR EACH ROW EXECUTE FUNCTION delivery_log_is_append_only();
"""
DROP_DELIVERY_LOG = """
DROP TABLE delivery_log;
DROP FUNCTION delivery_log_is_append_only();
"""
# Half of each page stays free, so that a claim writes the new version of a row beside the old one (HOT).
LEAVE_ROOM = "ALTER TABLE open_delivery SET (fillfactor = 50)"
LEAVE_NO_ROOM = "ALTER TABLE open_delivery RESET (fillfactor)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.KNOX_TOKEN_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("worker", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "heartbeat",
            },
        ),
        migrations.CreateModel(
            name="SenderState",
            fields=[
                ("project", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("paused_until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "sender_state",
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE_DELIVERY_LOG, DROP_DELIVERY_LOG)],
            state_operations=[
                migrations.CreateModel(
                    name="DeliveryLog",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "due_at",
                                "delivery_id",
                                "attempt",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("delivery_id", models.UUIDField()),
                        ("attempt", models.SmallIntegerField()),
                        ("notification_id", models.UUIDField()),
                        ("kind", models.CharField(max_length=20)),
                        ("stage", models.SmallIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("accepted", "Accepted"),
                                    ("address_gone", "Address Gone"),
                                    ("rejected", "Rejected"),
                                    ("retry_after", "Retry After"),
                                    ("unknown", "Unknown"),
                                    ("channel_down", "Channel Down"),
                                    ("expired", "Expired"),
                                    ("no_device", "No Device"),
                                    ("address_removed", "Address Removed"),
                                    ("blocked", "Blocked"),
                                    ("in_app_only", "In App Only"),
                                    ("consent_withdrawn", "Consent Withdrawn"),
                                    ("withdrawn", "Withdrawn"),
                                    ("shown_locally", "Shown Locally"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("provider_name", models.CharField(max_length=200)),
                        ("worker", models.CharField(max_length=10)),
                    ],
                    options={
                        "db_table": "delivery_log",
                        "indexes": [models.Index(fields=["notification_id"], name="delivery_log_notification")],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("installation_id", models.CharField(max_length=200)),
                (
                    "platform",
                    models.CharField(choices=[("android", "Android"), ("ios", "Ios"), ("web", "Web")], max_length=10),
                ),
                ("locale", models.CharField(max_length=35)),
                ("tzid", models.CharField(max_length=64)),
                ("app_version", models.CharField(max_length=40)),
                (
                    "notifications",
                    models.CharField(
                        choices=[("allowed", "Allowed"), ("silent", "Silent"), ("blocked", "Blocked")], max_length=10
                    ),
                ),
                ("refreshed_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.KNOX_TOKEN_MODEL, to_field="public_id"
                    ),
                ),
            ],
            options={
                "db_table": "device",
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder"),
                            ("check-in", "Check In"),
                            ("alert", "Alert"),
                            ("follow-up", "Follow Up"),
                            ("help-answer", "Help Answer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("target_type", models.CharField(max_length=40)),
                ("target_id", models.UUIDField()),
                ("deliver_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("acted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "notification",
            },
        ),
        migrations.CreateModel(
            name="DeliveryReceipt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("device_id", models.UUIDField()),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("displayed", "Displayed"),
                            ("opened", "Opened"),
                            ("acted", "Acted"),
                            ("dismissed", "Dismissed"),
                            ("snoozed", "Snoozed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("via", models.CharField(choices=[("push", "Push"), ("local", "Local")], max_length=5)),
                ("at", models.DateTimeField()),
                ("snooze_until", models.DateTimeField(null=True)),
                (
                    "notification",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="notifications.notification"
                    ),
                ),
            ],
            options={
                "db_table": "delivery_receipt",
            },
        ),
        migrations.CreateModel(
            name="OpenDelivery",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("notification_id", models.UUIDField()),
                ("recipient_id", models.UUIDField()),
                ("address_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("stage", models.SmallIntegerField()),
                ("due_at", models.DateTimeField()),
                ("deliver_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("attempt", models.SmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("guard_person_id", models.UUIDField(null=True)),
                ("guard_site_id", models.UUIDField(null=True)),
                (
                    "guard_data_class",
                    models.CharField(
                        choices=[
                            ("plan", "Plan"),
                            ("answers", "Answers"),
                            ("alerts", "Alerts"),
                            ("cravings", "Cravings"),
                            ("exercises", "Exercises"),
                            ("safety-plan", "Safety Plan"),
                            ("meetings", "Meetings"),
                            ("contact", "Contact"),
                            ("improve", "Improve"),
                        ],
                        max_length=12,
                        null=True,
                    ),
                ),
            ],
            options={
                "db_table": "open_delivery",
                "indexes": [models.Index(fields=["deliver_at"], name="open_delivery_due")],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("reminders", "Reminders"),
                            ("check-ins", "Check Ins"),
                            ("work", "Work"),
                            ("safety", "Safety"),
                        ],
                        max_length=12,
                    ),
                ),
                ("way", models.CharField(choices=[("push", "Push"), ("in_app", "In App")], max_length=10)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "notification_preference",
            },
        ),
        migrations.CreateModel(
            name="PushAddress",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("token", "Token"), ("fid", "Fid")], max_length=5)),
                ("value", backend.accounts.sealed.SealedField(owner="account_id")),
                ("value_hash", models.BinaryField(max_length=32, unique=True)),
                ("refreshed_at", models.DateTimeField()),
                ("invalid_at", models.DateTimeField(null=True)),
                ("invalid_reason", models.CharField(blank=True, max_length=60)),
                ("device", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="notifications.device")),
            ],
            options={
                "db_table": "push_address",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder"),
                            ("check-in", "Check In"),
                            ("alert", "Alert"),
                            ("follow-up", "Follow Up"),
                            ("help-answer", "Help Answer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about_type", models.CharField(blank=True, max_length=40)),
                ("about_id", models.UUIDField(null=True)),
                ("dtstart", notifications.fields.WallTimeField()),
                ("rrule", models.CharField(blank=True, max_length=500)),
                (
                    "exdates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=notifications.fields.WallTimeField(), default=list, size=None
                    ),
                ),
                (
                    "rdates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=notifications.fields.WallTimeField(), default=list, size=None
                    ),
                ),
                ("tzid", models.CharField(blank=True, max_length=64)),
                ("window", models.DurationField()),
                (
                    "remind_again_after",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DurationField(), default=list, size=None
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("planned_tzid", models.CharField(max_length=64)),
                ("next_due_at", models.DateTimeField(null=True)),
                ("next_local", notifications.fields.WallTimeField(null=True)),
                ("last_local", notifications.fields.WallTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "schedule",
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", backend.accounts.sealed.SealedField(owner="account_id")),
                ("created_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "schedule",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="notifications.schedule"),
                ),
            ],
            options={
                "db_table": "reminder",
            },
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                fields=("account", "installation_id"), name="one_device_per_installation"
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["account", "-deliver_at", "id"], name="notification_inbox"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["target_id"], name="notification_target"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["expires_at"], name="notification_age"),
        ),
        migrations.AddConstraint(
            model_name="deliveryreceipt",
            constraint=models.UniqueConstraint(
                fields=("notification", "device_id", "event"), name="one_receipt_per_device_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(fields=("account", "category"), name="one_preference_per_category"),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(("category", "safety"), _negated=True), name="safety_has_no_preference"
            ),
        ),
        migrations.AddIndex(
            model_name="pushaddress",
            index=models.Index(
                condition=models.Q(("invalid_at", None)), fields=["refreshed_at"], name="push_address_idle"
            ),
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)), fields=["kind", "next_due_at"], name="schedule_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("window__gt", datetime.timedelta(0))), name="schedule_window_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("cancelled_at", None), ("next_due_at", None), _connector="OR"),
                name="cancelled_schedule_is_not_due",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["account", "-created_at", "id"], name="reminder_list"),
        ),
        migrations.RunSQL(LEAVE_ROOM, LEAVE_NO_ROOM),
    ]
