"""How rows of the audit become a chain: pure, and the same for ever, so that old links can be computed anew.

A link's digest is SHA-256 over the digest before it (32 zero bytes before the first) and the row in canonical form:
a JSON object without blanks, keys in the order of their code points, everything beyond ASCII escaped.

    {"form": 1, "number": 7, "person": "…", "record": "notice", "row": {…}, "sealed_at": "2026-11-24T12:00:00.000000Z"}

`row` has the columns that COLUMNS names. Ids are in lower case with hyphens, instants in UTC with six digits of a
second; sealed values are their ciphertext in hexadecimal, so that a chain can be checked after the key is destroyed.
Left out are `sealed_at`, which stands beside the row, and `revoked_at`, which comes later: the Revocation is a row of
its own.

A column that is added to one of these tables needs another form, beside the ones that old links were made with.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

FIRST = bytes(32)
FORM = 1
# By form and table, the columns that `row` bears.
COLUMNS: Mapping[int, Mapping[str, str]] = {
    1: {
        "accesslog": "id staff_id person_id data_class purpose started_at looks",
        "breakglass": "id person_id staff_id site_id reason_code content started_at ends_at",
        "breakglassbar": "id break_glass_id person_id staff_id reason at",
        "consent": "id person_id site_id data_class granted_at expires_at request_id form_id",
        "consentform": "id person_id site_id purpose version language text_sha256 method content signed_at received_at",
        "disclosure": "id person_id site_id staff_id basis consent_id data_classes purpose content notice_version at",
        "notice": "id person_id site_id event version language text_sha256 at",
        "outsideconsent": "id person_id site_id form_id recipient data_classes granted_at expires_at request_id",
        "restrictionanswer": "id request_id person_id staff_id decision words at",
        "restrictionrequest": "id person_id site_id text at",
        "revocation": "id person_id site_id consent_id outside_consent_id at",
    }
}


@dataclass(frozen=True)
class Place:
    """Where a row stands in a chain."""

    person_id: UUID
    number: int
    record_type: str
    sealed_at: datetime
    form: int = FORM


def is_known(form: int, record_type: str) -> bool:
    """Whether this release can compute such a link."""
    return record_type in COLUMNS.get(form, {})


def digest_of(before: bytes, place: Place, row: Mapping[str, Any]) -> bytes:
    """Return the digest of a row at its place. `row` may hold more columns."""
    return hashlib.sha256(before + canonical(place, row)).digest()


def canonical(place: Place, row: Mapping[str, Any]) -> bytes:
    columns = COLUMNS[place.form][place.record_type].split()
    content = {
        "form": place.form,
        "number": place.number,
        "person": place.person_id,
        "record": place.record_type,
        "row": {column: row[column] for column in columns},
        "sealed_at": place.sealed_at,
    }
    return json.dumps(content, default=_plain, sort_keys=True, separators=(",", ":")).encode("ascii")


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case UUID():
            return str(value)
        case bytes():
            return value.hex()
    raise TypeError(f"A {type(value).__name__} has no canonical form.")
