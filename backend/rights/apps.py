from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string


class RightsConfig(AppConfig):
    name = "backend.rights"

    def ready(self) -> None:
        # By name: it reads the models of all apps, which are there only now.
        register(import_string("backend.rights.checks.check_retention"))
