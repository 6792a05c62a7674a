from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string


class CrisisConfig(AppConfig):
    name = "backend.crisis"

    def ready(self) -> None:
        # By name: it reads our models, which are there only now.
        register(import_string("backend.crisis.checks.check_lines"), deploy=True)
