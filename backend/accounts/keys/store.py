"""Data keys: made with the account, unwrapped for one request or scan, destroyed at erasure."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from backend.accounts.keys.models import DataKey

NONCE_BYTES = 12
Handler = Callable[[HttpRequest], HttpResponseBase]

# Unwrapped keys of the request or scan at hand. Nothing outlives it, so a destroyed key is gone with the next one.
_opened: ContextVar[dict[UUID, bytes | None] | None] = ContextVar("opened_keys", default=None)


class MasterKeyMissing(Exception):
    """No configured master key unwraps this data key."""


def create_key(account_id: UUID) -> None:
    """Make a data key. Does nothing when there is one already."""
    DataKey.objects.get_or_create(
        account_id=account_id, defaults={"wrapped": _wrap(AESGCM.generate_key(256), account_id)}
    )
    _forget(account_id)


def key_of(account_id: UUID) -> bytes | None:
    """Return the 32-byte data key, or None when it was destroyed."""
    opened = _opened.get()
    if opened is None:
        return _fetch([account_id])[account_id]
    if account_id not in opened:
        opened |= _fetch([account_id])
    return opened[account_id]


def preload(account_ids: Iterable[UUID]) -> None:
    """Fetch many keys with one query, for the rest of the scope at hand."""
    opened = _opened.get()
    if opened is not None:
        opened |= _fetch([i for i in set(account_ids) if i not in opened])


def destroy_key(account_id: UUID) -> None:
    """Destroy the key: what it encrypted cannot be read again, in no copy and no backup of the main database."""
    DataKey.objects.filter(account_id=account_id).delete()
    _forget(account_id)


@contextmanager
def key_scope() -> Iterator[None]:
    """Keep unwrapped keys until the end of the block. Scopes nest: the outermost one keeps them."""
    if _opened.get() is not None:
        yield
        return
    token = _opened.set({})
    try:
        yield
    finally:
        _opened.reset(token)


class KeyScopeMiddleware:
    """One scope per request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with key_scope():
            return self.get_response(request)


def _fetch(account_ids: list[UUID]) -> dict[UUID, bytes | None]:
    wrapped = dict(DataKey.objects.filter(account_id__in=account_ids).values_list("account_id", "wrapped"))
    return {
        account_id: _unwrap(bytes(wrapped[account_id]), account_id) if account_id in wrapped else None
        for account_id in account_ids
    }


def _forget(account_id: UUID) -> None:
    (_opened.get() or {}).pop(account_id, None)


def _wrap(key: bytes, account_id: UUID) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(settings.MASTER_KEYS[0]).encrypt(nonce, key, account_id.bytes)


def _unwrap(wrapped: bytes, account_id: UUID) -> bytes:
    for master in settings.MASTER_KEYS:
        try:
            return AESGCM(master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], account_id.bytes)
        except InvalidTag:
            continue
    raise MasterKeyMissing(str(account_id))
