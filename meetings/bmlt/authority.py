"""Who asks: anybody, or an organizer with authority over some service bodies."""

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from backend.accounts.authentication import SessionTokenAuthentication
from backend.accounts.factors import is_behind_second_factor
from backend.accounts.models import Kind
from backend.api.problems import NotAuthenticated
from meetings.organizers.organizing import bodies_served


@dataclass(frozen=True)
class Authority:
    """The service bodies whose unpublished meetings and private fields may be seen."""

    bodies: frozenset[int] = frozenset()


ANYBODY = Authority()


def authority_of(request: HttpRequest) -> Authority:
    """Read the bearer token. One that opens nothing is as none: what is public stays open to everybody."""
    if "Authorization" not in request.headers:
        return ANYBODY
    try:
        found = SessionTokenAuthentication().authenticate(Request(request))
    except (AuthenticationFailed, NotAuthenticated):
        return ANYBODY
    if found is None or found[0].kind != Kind.ORGANIZER or not is_behind_second_factor(found[1]):
        return ANYBODY
    return Authority(frozenset(bodies_served(found[0])))
