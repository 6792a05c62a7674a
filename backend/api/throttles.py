"""Limits by account or address, counted in the cache; without the cache everything passes."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:
    # DRF imports this module while it makes its views.
    from rest_framework.views import APIView


UNCOUNTED = 20


class FirstOfAMinute:
    """Counts in this process, by key. Two threads may lose a count to one another, which lets one more pass."""

    def __init__(self) -> None:
        self._minute = 0
        self._seen: dict[str, int] = {}

    def takes(self, key: str, seconds: float) -> bool:
        """Count one, and say whether it is among the first of its minute."""
        minute = int(seconds // 60)
        if minute != self._minute:
            self._minute, self._seen = minute, {}
        seen = self._seen
        seen[key] = seen.get(key, 0) + 1
        return seen[key] <= UNCOUNTED


class AccountThrottle(SimpleRateThrottle):
    """600 a minute for each account, or for each address without one.

    The first few of each minute and process are not counted among them: hardly anybody asks for more, and counting in
    the cache costs more than finding ten meetings.
    """

    scope = "account"
    rate = "600/min"
    _first = FirstOfAMinute()

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if self._first.takes(self.get_cache_key(request, view), self.timer()):
            return True
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        ident = request.user.pk if request.user else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


class SignUpThrottle(SimpleRateThrottle):
    """New accounts and recovery attempts from one address."""

    scope = "sign-up"
    rate = "60/hour"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class InvitationThrottle(SimpleRateThrottle):
    """Invitation codes tried by one account: whoever has a code needs one try, or a few to type it."""

    scope = "invitation"
    rate = "20/hour"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        ident = request.user.pk if request.user else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}
