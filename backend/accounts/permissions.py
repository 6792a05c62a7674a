"""Who may call a view: by kind of account, staff and organizers only after a second factor.

What they may see is decided by visible_to().
"""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.accounts.callers import session_of
from backend.accounts.factors import require_second_factor
from backend.accounts.models import Kind


class _IsKind(BasePermission):
    """Raises SecondFactorRequired for the right kind of account with a token that was made without one."""

    kinds: tuple[Kind, ...]

    def has_permission(self, request: Request, view: APIView) -> bool:
        kind = getattr(request.user, "kind", None)
        if kind not in self.kinds:
            return False
        if kind != Kind.PERSON:
            require_second_factor(session_of(request))
        return True


class IsPerson(_IsKind):
    kinds = (Kind.PERSON,)


class IsStaff(_IsKind):
    kinds = (Kind.STAFF,)


class IsOrganizer(_IsKind):
    kinds = (Kind.ORGANIZER,)


class IsAccount(_IsKind):
    """Anybody signed in, operators excepted: they have pages, no API."""

    kinds = (Kind.PERSON, Kind.STAFF, Kind.ORGANIZER)
