"""Who there is, who works where, who may see whom, and who looked."""

from backend.accounts.models.accounts import Account, AccountManager, Kind, Organizer, Person
from backend.accounts.models.audit import AccessLog, ChainLink, Disclosure
from backend.accounts.models.following import (
    AlertAccess,
    Assignment,
    AssignmentQuerySet,
    BreakGlass,
    BreakGlassBar,
    BreakGlassQuerySet,
    Cover,
)
from backend.accounts.models.position import JournalPosition
from backend.accounts.models.sessions import EndedSession, Session
from backend.accounts.models.sharing import (
    Consent,
    ConsentForm,
    ConsentQuerySet,
    ContactDetails,
    DataClass,
    Invitation,
    Notice,
    OutsideConsent,
    RestrictionAnswer,
    RestrictionRequest,
    Revocation,
)
from backend.accounts.models.sites import Site, Staff, StaffSetup

__all__ = [
    "AccessLog",
    "Account",
    "AccountManager",
    "AlertAccess",
    "Assignment",
    "AssignmentQuerySet",
    "BreakGlass",
    "BreakGlassBar",
    "BreakGlassQuerySet",
    "ChainLink",
    "Consent",
    "ConsentForm",
    "ConsentQuerySet",
    "ContactDetails",
    "Cover",
    "DataClass",
    "Disclosure",
    "EndedSession",
    "Invitation",
    "JournalPosition",
    "Kind",
    "Notice",
    "Organizer",
    "OutsideConsent",
    "Person",
    "RestrictionAnswer",
    "RestrictionRequest",
    "Revocation",
    "Session",
    "Site",
    "Staff",
    "StaffSetup",
]
