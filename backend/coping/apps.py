from django.apps import AppConfig
from django.core.checks import register

from backend.coping.counters.checks import check_milestones
from backend.coping.exercises.checks import check_library
from backend.coping.plans.checks import check_plan_lines


class CopingConfig(AppConfig):
    name = "backend.coping"

    def ready(self) -> None:
        register(check_library)
        register(check_milestones)
        register(check_plan_lines)
