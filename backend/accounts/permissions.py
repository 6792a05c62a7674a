"""Who may call a view: by kind of account. What they may see is decided by visible_to()."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.accounts.models import Kind


class _IsKind(BasePermission):
    kind: Kind

    def has_permission(self, request: Request, view: APIView) -> bool:
        return getattr(request.user, "kind", None) == self.kind


class IsPerson(_IsKind):
    kind = Kind.PERSON


class IsStaff(_IsKind):
    kind = Kind.STAFF


class IsOrganizer(_IsKind):
    kind = Kind.ORGANIZER


class IsAccount(BasePermission):
    """Anybody signed in, operators excepted: they have pages, no API."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return getattr(request.user, "kind", Kind.OPERATOR) != Kind.OPERATOR
