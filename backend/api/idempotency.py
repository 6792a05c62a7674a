"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-08) on every POST, kept seven days.

The record is written in the transaction of the use case: a killed worker leaves neither the fact nor the record.
A second request with the same key waits for the first one's lock.
"""

import json
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import problems
from backend.api.client_ids import as_compared
from backend.api.models import IdempotencyRecord
from backend.api.secrets import expand, keyed_hash

KEPT = timedelta(days=7)
WAIT = "2s"
HEADER = "Idempotency-Key"
MAX_KEY_LENGTH = 200


def respond_once(
    request: Request, key: str, respond: Callable[[], Response], *, again: Callable[[str], Response] | None = None
) -> Response:
    """Return the stored response to this key, or call `respond` and store what it returns.

    With `again`, of a success nothing is stored but the id of what was made, and a repeat is answered by
    `again(id)`: what was right to show then may be wrong by now.

    Raises IdempotencyKeyReused for another body, RequestInProgress when the first is still running after 2 s,
    InvalidRequest for a key that is too long, or not a UUID where nobody is signed in.
    """
    _check_key(request, key)
    request_hash = keyed_hash("idempotency-request", *_identity(request, key))
    body_hash = keyed_hash("idempotency-body", _canonical_body(request.data))
    with transaction.atomic():
        _lock(request_hash)
        stored = IdempotencyRecord.objects.filter(
            request_hash=request_hash, created_at__gt=timezone.now() - KEPT
        ).first()
        if stored is not None:
            return _replay(stored, body_hash, key, again)
        response = respond()
        if _is_worth_keeping(response):
            data = {"id": response.data["id"]} if again and _is_success(response.status_code) else response.data
            _store(request_hash, body_hash, key, request.user, response, data)
        return response


def forget_old_keys(*, now: datetime) -> int:
    """Delete records older than seven days; return how many."""
    return IdempotencyRecord.objects.filter(created_at__lte=now - KEPT).delete()[0]


def forget(account_id: uuid.UUID) -> None:
    """Delete the answers to an account that is erased."""
    IdempotencyRecord.objects.filter(owner_hash=_owner_hash(account_id)).delete()


def _check_key(request: Request, key: str) -> None:
    if len(key) > MAX_KEY_LENGTH:
        raise problems.InvalidRequest(problems.Invalid("", f"{HEADER} has more than {MAX_KEY_LENGTH} characters."))
    if not request.user:
        try:
            uuid.UUID(key)
        except ValueError:
            # Short keys of strangers would collide, and show one the other's answer.
            raise problems.InvalidRequest(
                problems.Invalid("", f"Without an account, {HEADER} must be a UUID.")
            ) from None


def _identity(request: Request, key: str) -> tuple[bytes, ...]:
    account = str(request.user.pk) if request.user else "anonymous"
    return account.encode(), (request.method or "").encode(), request.path.encode(), key.encode()


def _owner_hash(account_id: uuid.UUID) -> bytes:
    return keyed_hash("idempotency-owner", str(account_id).encode())


def _canonical_body(data: Any) -> bytes:
    if type(data) is dict:
        return as_compared(data)
    return json.dumps(data, sort_keys=True, default=str).encode()


def _lock(request_hash: bytes) -> None:
    number = int.from_bytes(request_hash[:8], "big", signed=True)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        raise problems.RequestInProgress from error


def _replay(stored: IdempotencyRecord, body_hash: bytes, key: str, again: Callable[[str], Response] | None) -> Response:
    if bytes(stored.body_hash) != body_hash:
        raise problems.IdempotencyKeyReused
    content = json.loads(_box(key).decrypt(bytes(stored.response)))
    if again and _is_success(stored.status):
        response = again(content["data"]["id"])
        response.status_code = stored.status if _is_success(response.status_code) else response.status_code
        return response
    return Response(content["data"], stored.status, headers=content["headers"], content_type=content["type"])


def _is_success(status: int) -> bool:
    return status < 300


def _is_worth_keeping(response: Response) -> bool:
    # 401, 429 and 5xx may end otherwise next time; what is kept must stay true for a week.
    return response.status_code < 500 and response.status_code not in {401, 429}


def _store(request_hash: bytes, body_hash: bytes, key: str, owner: Any, response: Response, data: Any) -> None:
    content = {
        "data": data,
        "headers": {name: value for name, value in response.headers.items() if name in {"ETag", "Location"}},
        "type": response.content_type,
    }
    IdempotencyRecord.objects.update_or_create(
        request_hash=request_hash,
        defaults={
            "body_hash": body_hash,
            "owner_hash": _owner_hash(owner.pk) if owner else None,
            "status": response.status_code,
            "response": _box(key).encrypt(json.dumps(content, default=str).encode()),
            "created_at": timezone.now(),
        },
    )


def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(expand(key.encode(), "idempotency-response")))
