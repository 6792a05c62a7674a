"""Who there is, who works where, who may see whom, and who looked."""

from backend.accounts.models.accounts import Account, AccountManager, Kind, Organizer, Person
from backend.accounts.models.audit import AccessLog
from backend.accounts.models.following import Assignment, AssignmentQuerySet
from backend.accounts.models.sessions import EndedSession, Session
from backend.accounts.models.sharing import Consent, ConsentQuerySet, DataClass, Invitation
from backend.accounts.models.sites import Site, Staff, StaffSetup

__all__ = [
    "AccessLog",
    "Account",
    "AccountManager",
    "Assignment",
    "AssignmentQuerySet",
    "Consent",
    "ConsentQuerySet",
    "DataClass",
    "EndedSession",
    "Invitation",
    "Kind",
    "Organizer",
    "Person",
    "Session",
    "Site",
    "Staff",
    "StaffSetup",
]
