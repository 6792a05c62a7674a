"""The URL root: each app brings its own routes."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from backend.api import reference
from backend.config import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reference.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("v1/openapi.json", reference.SchemaView.as_view(), name="openapi"),
    path("v1/docs", reference.docs, name="docs"),
    path("problems/<slug:code>", reference.problem_page, name="problem"),
    # Asked most and answered fastest, and routes are tried in this order.
    path("v1/", include("meetings.urls")),
    path("v1/", include("backend.crisis.urls")),
    path("v1/", include("backend.accounts.urls")),
    path("v1/", include("backend.rights.urls")),
    path("v1/", include("notifications.urls")),
    path("v1/", include("backend.care_team.urls")),
    path("v1/", include("backend.coping.urls")),
    path("v1/", include("backend.aftercare.urls")),
    path("", include("backend.crisis.pages.urls")),
    path("feeds/", include("meetings.feed_urls")),
    path("", include("meetings.bmlt.urls")),
    path("console/", include("backend.console.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "backend.api.problems.bad_request"
handler404 = "backend.api.problems.not_found"
handler500 = "backend.api.problems.server_error"
