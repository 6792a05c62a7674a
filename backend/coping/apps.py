from django.apps import AppConfig
from django.core.checks import register

from backend.coping.exercises.checks import check_library


class CopingConfig(AppConfig):
    name = "backend.coping"

    def ready(self) -> None:
        register(check_library)
