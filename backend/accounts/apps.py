from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string


class AccountsConfig(AppConfig):
    name = "backend.accounts"

    def ready(self) -> None:
        # By name: it reads our models, which are there only now.
        register(import_string("backend.accounts.checks.check_statement"))
