"""Limits by account or address, counted in the cache; without the cache everything passes."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:
    # DRF imports this module while it makes its views.
    from rest_framework.views import APIView


class AccountThrottle(SimpleRateThrottle):
    """600 a minute for each account, or for each address without one."""

    scope = "account"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        ident = request.user.pk if request.user else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


class SignUpThrottle(SimpleRateThrottle):
    """New accounts and recovery attempts from one address."""

    scope = "sign-up"
    rate = "60/hour"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
