"""What clients ask of accounts, checked."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from backend.accounts.models import DataClass


@dataclass(frozen=True)
class RecoveryRequest:
    recovery_code: str
    end_others: bool


@dataclass(frozen=True)
class InvitationCode:
    code: str


@dataclass(frozen=True)
class ConsentRequest:
    site_id: uuid.UUID
    data_classes: list[DataClass]
    expires_at: datetime | None = None
    id: uuid.UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class InvitationWish:
    id: uuid.UUID | None = None
