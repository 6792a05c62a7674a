"""The Celery application and the list of beats: the database is the truth, Celery only rings bells."""

import os
from dataclasses import dataclass

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")


@dataclass(frozen=True)
class Beat:
    """One scan: a task without arguments, rung every so many seconds.

    `needs_celery`: the loop beside the workers leaves it out: a sign of Celery's life, or long work that can wait.
    """

    task: str
    every_seconds: float
    needs_celery: bool = False


# Each app owns its scans. `manage.py deliver` walks the same list when Celery or the broker is dead.
BEATS = (
    Beat("backend.aftercare.tasks.open_check_ins", 2),
    Beat("backend.aftercare.tasks.close_missed", 60),
    Beat("backend.aftercare.tasks.open_care_notices", 5),
    Beat("backend.aftercare.tasks.prepare_summaries", 15),
    Beat("backend.aftercare.tasks.renew_appointment_times", 60 * 60),
    Beat("backend.aftercare.tasks.open_follow_ups", 60),
    Beat("backend.coping.tasks.open_milestones", 5),
    Beat("backend.care_team.tasks.sweep_alerts", 15),
    Beat("backend.care_team.tasks.hand_over_alerts", 15),
    Beat("backend.care_team.tasks.open_broadcasts", 5),
    Beat("backend.care_team.tasks.tell_people", 60),
    Beat("backend.care_team.tasks.tell_ends", 5 * 60),
    Beat("backend.coping.tasks.open_practice", 2),
    Beat("notifications.tasks.open_reminders", 2),
    Beat("notifications.tasks.deliver_due", 2),
    # After the pushes: where one loop walks them all, a mail server that hangs comes last.
    Beat("notifications.tasks.deliver_second_paths", 5),
    Beat("backend.rights.tasks.finish_erasures", 15),
    Beat("notifications.tasks.replan_after_zone_data", 60 * 60),
    Beat("notifications.tasks.prune", 24 * 60 * 60),
    Beat("notifications.tasks.ping_dead_man", 60, needs_celery=True),
    Beat("backend.accounts.tasks.seal_audit", 60),
    Beat("backend.api.tasks.forget_old_keys", 60 * 60),
    Beat("backend.rights.tasks.apply_retention", 24 * 60 * 60, needs_celery=True),
    Beat("backend.coping.tasks.pool_ratings", 60 * 60, needs_celery=True),
    Beat("meetings.tasks.turn_listings", 60),
    Beat("meetings.tasks.prune_departures", 24 * 60 * 60),
    # The loop beside the workers waits for no root server and renders no listings: an hour later is no emergency.
    Beat("meetings.tasks.import_due_feeds", 60, needs_celery=True),
    Beat("meetings.tasks.renew_dated", 60 * 60, needs_celery=True),
    Beat("meetings.tasks.renew_documents", 60, needs_celery=True),
    Beat("meetings.tasks.prune_import_reports", 24 * 60 * 60),
)

# By name: models cannot be imported yet.
app = Celery("handrail", task_cls="backend.config.gate:Scan")
app.config_from_object(
    {
        "broker_url": os.environ.get("BROKER_URL", ""),
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        # A scan ends its turn by itself; a lost message comes back soon after the longest of them.
        "broker_transport_options": {
            "visibility_timeout": 60,
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 1,
            "socket_timeout": 5,
        },
        "broker_connection_retry_on_startup": True,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        # Ticks pile up while workers are away; each is good until the next one.
        "beat_schedule": {
            beat.task: {
                "task": beat.task,
                "schedule": beat.every_seconds,
                "options": {"expires": max(beat.every_seconds, 5)},
            }
            for beat in BEATS
        },
    }
)
app.autodiscover_tasks()
