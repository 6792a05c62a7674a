"""/metrics in Prometheus's text format: counts and ages from tables, so that any web process answers alike."""

from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from backend.api.clock import database_now
from backend.config.env import LOOPBACK
from notifications.operations import gauges, overview

# Who asks through a proxy on this machine comes from elsewhere.
PROXY_HEADERS = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if settings.METRICS_TOKEN is None:
        if not _is_from_this_machine(request):
            raise Http404
    elif not _shows_token(request, settings.METRICS_TOKEN):
        return HttpResponse("Unauthorized\n", "text/plain", 401, headers={"WWW-Authenticate": "Bearer"})
    try:
        text = gauges.render(overview.look(now=database_now()))
    except DatabaseError:
        return HttpResponse("The database gave no answer.\n", "text/plain", 503)
    return HttpResponse(text, CONTENT_TYPE_PLAIN_0_0_4)


def _shows_token(request: HttpRequest, token: str) -> bool:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(shown.strip().encode(), token.encode())


def _is_from_this_machine(request: HttpRequest) -> bool:
    host, _ = split_domain_port(request.get_host())
    if host.strip("[]") not in LOOPBACK or any(name in request.headers for name in PROXY_HEADERS):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
