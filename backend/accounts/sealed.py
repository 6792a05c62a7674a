"""Model fields that leave the process as ciphertext under the key of the account they belong to."""

import json
import os
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from backend.accounts.keys import store


@dataclass(frozen=True)
class Ciphertext:
    """A stored value that nobody has looked at yet."""

    content: bytes


class KeyDestroyed(Exception):
    """The account was erased: nothing can be written for it."""


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # Django's class takes no argument at run time
    """Any JSON value, encrypted with AES-256-GCM under the key of `owner` (the attribute with the account's id).

    Table, column and primary key are bound in: a ciphertext moved to another row does not open, so the primary
    key must be set before the first save. The value is decrypted when it is first read. It cannot be filtered
    on, and reads as None once the key is destroyed.
    """

    def __init__(self, *args: Any, owner: str, **kwargs: Any) -> None:
        self.owner = owner
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"owner": self.owner}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _OpenedOnRead(self))

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} can only be written by save() or bulk_create().")
        return super().get_db_prep_value(value.content if value else None, connection, prepared)

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        return self.seal(model_instance, value)

    def seal(self, instance: models.Model, value: Any) -> Ciphertext:
        """Encrypt. Raises KeyDestroyed for an erased account."""
        key = store.key_of(self._account_id(instance))
        if key is None:
            raise KeyDestroyed(self.name)
        nonce = os.urandom(store.NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return Ciphertext(nonce + AESGCM(key).encrypt(nonce, plain, self._place(instance)))

    def open(self, instance: models.Model, stored: Ciphertext) -> Any:
        key = store.key_of(self._account_id(instance))
        if key is None:
            return None
        nonce, sealed = stored.content[: store.NONCE_BYTES], stored.content[store.NONCE_BYTES :]
        return json.loads(AESGCM(key).decrypt(nonce, sealed, self._place(instance)))

    def _account_id(self, instance: models.Model) -> UUID:
        account_id: UUID = getattr(instance, self.owner)
        return account_id

    def _place(self, instance: models.Model) -> bytes:
        if instance.pk is None:
            raise ValueError(f"{self.name} needs a primary key that is known before the insert.")
        return f"{self.model._meta.db_table}.{self.column}:{instance.pk}".encode()


class _OpenedOnRead:
    """Descriptor: decrypts at the first read and keeps the result on the instance."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, _owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Ciphertext):
            value = instance.__dict__[name] = self.field.open(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value
