"""Consent behind a notification, as a value. Pure but for the names of data classes."""

from dataclasses import dataclass
from uuid import UUID

from backend.accounts.models import DataClass


@dataclass(frozen=True)
class Guard:
    """Whose consent, to which site, for which class of data must hold."""

    person_id: UUID
    site_id: UUID
    data_class: DataClass
