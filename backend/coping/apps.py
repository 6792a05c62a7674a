from django.apps import AppConfig
from django.core.checks import register

from backend.coping.counters.checks import check_milestones
from backend.coping.exercises.checks import check_library


class CopingConfig(AppConfig):
    name = "backend.coping"

    def ready(self) -> None:
        register(check_library)
        register(check_milestones)
