"""Everything the service answers, and the floor: an empty view behind the same layers."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [path("empty", empty), path("", include("backend.config.urls"))]
