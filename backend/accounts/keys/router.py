from typing import Any

from django.db.models import Model


class KeyStoreRouter:
    """Keep the key store's tables in the `keys` database and all others out of it."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        return "keys" if model._meta.app_label == "keys" else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        return (db == "keys") == (app_label == "keys")
