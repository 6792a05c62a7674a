"""Ids chosen by the phone: the same thing sent again is the same thing, not a second one."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from backend.api.models import ClientId
from backend.api.problems import IdTaken
from backend.api.secrets import keyed_hash

# When a phone repeats a request it sends it at another time, and maybe from elsewhere: where is kept in no form.
NOT_COMPARED = frozenset({"sent_at", "near"})


def claim(
    client_id: uuid.UUID, *, account_id: uuid.UUID, kind: str, body: dict[str, Any], among: type[Model] | None
) -> bool:
    """Reserve an id inside the caller's transaction. True: new. False: the same request again.

    `among` are the rows that take the id as their primary key: one that lies there unclaimed is an id that we made,
    and a phone that sends it back means another thing. None: the id stands in a column of its own, or in no row.
    Raises IdTaken when the id is ours, or belongs to another account, another kind of thing or another body.
    """
    body_hash = keyed_hash("client-id", as_compared(body))
    claimed, is_new = ClientId.objects.get_or_create(
        id=client_id, defaults={"account_id": account_id, "kind": kind, "body_hash": body_hash}
    )
    same = (claimed.account_id, claimed.kind, bytes(claimed.body_hash)) == (account_id, kind, body_hash)
    if not same or (is_new and _is_ours(client_id, among)):
        raise IdTaken
    return is_new


def remember(gone_id: uuid.UUID, *, account_id: uuid.UUID, kind: str) -> None:
    """Keep whose the id of a thing was that is deleted. One that a phone chose is kept as it is."""
    ClientId.objects.get_or_create(
        id=gone_id, defaults={"account_id": account_id, "kind": kind, "body_hash": keyed_hash("client-id", b"")}
    )


def was_of(account_id: uuid.UUID, id_: uuid.UUID, *, kind: str) -> bool:
    """Whether a thing of this kind with this id was the account's, by what `claim` and `remember` keep."""
    return ClientId.objects.filter(pk=id_, account_id=account_id, kind=kind).exists()


def as_compared(body: Mapping[str, Any]) -> bytes:
    """Return what of a request says whether it is the same again."""
    compared = {key: value for key, value in body.items() if key not in NOT_COMPARED}
    return json.dumps(compared, sort_keys=True, default=str).encode()


def forget(account_id: uuid.UUID) -> None:
    """Let go of the ids of an account that is erased: they would still say that it was there, and when."""
    ClientId.objects.filter(account_id=account_id).delete()


def _is_ours(new_id: uuid.UUID, among: type[Model] | None) -> bool:
    return among is not None and among._base_manager.filter(pk=new_id).exists()
