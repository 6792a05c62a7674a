"""What clients ask about consents, checked."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from backend.accounts.models import ConsentForm, DataClass

Purpose = ConsentForm.Purpose


@dataclass(frozen=True)
class Terms:
    """Which classes of data a site may see, and until when; at most one of the two ends is given."""

    site_id: uuid.UUID
    data_classes: tuple[DataClass, ...]
    expires_at: datetime | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Recipient:
    """Somebody outside the site. `is_covered_entity`: HIPAA binds them, as it binds doctors and insurers."""

    name: str
    affiliation: str = ""
    is_covered_entity: bool = False


@dataclass(frozen=True)
class OutsideTerms(Terms):
    """What a site may tell somebody outside, and what for. Without an end it ends with the care at the site."""

    purposes: tuple[Purpose, ...] = (Purpose.CARE,)
    recipient: Recipient = Recipient("")


@dataclass(frozen=True)
class Signature:
    """`authority` says in what right a representative signs: as a guardian, for one."""

    name: str
    method: ConsentForm.Method
    signer: str
    authority: str = ""


@dataclass(frozen=True)
class SeenForm:
    """Which text the person had before them when they signed."""

    version: str
    language: str
    sha256: str


@dataclass(frozen=True)
class Signing:
    """A wish to consent as a phone sends it. `signature` and `form` are missing where nobody has signed."""

    signature: Signature | None = None
    form: SeenForm | None = None
    id: uuid.UUID | None = None
    occurred_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class ConsentRequest:
    terms: Terms
    signing: Signing


@dataclass(frozen=True)
class OutsideConsentRequest:
    terms: OutsideTerms
    signing: Signing
