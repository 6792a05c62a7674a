from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "backend.accounts.keys"
    label = "keys"
