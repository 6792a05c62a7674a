from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string

from backend.coping.counters.checks import check_milestones
from backend.coping.exercises.checks import check_library
from backend.coping.plans.checks import check_plan_lines
from notifications import timeliness
from notifications.kinds import Kind


class CopingConfig(AppConfig):
    name = "backend.coping"

    def ready(self) -> None:
        register(check_library)
        register(check_milestones)
        register(check_plan_lines)
        # By name: it reads our models, which are there only now.
        timeliness.ask_of(Kind.PRACTICE, import_string("backend.coping.practice.held_back.held_back_among"))
