"""What clients ask of accounts, checked."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class RecoveryRequest:
    recovery_code: str
    end_others: bool


@dataclass(frozen=True)
class InvitationCode:
    """`adult_confirmed` None: the app did not ask."""

    code: str
    adult_confirmed: bool | None = None


@dataclass(frozen=True)
class InvitationWish:
    """`assign_to` None: who invites follows the person."""

    id: uuid.UUID | None = None
    assign_to: uuid.UUID | None = None
