from django.urls import URLPattern, path

from backend.console.site import overview, settings_page

urlpatterns: list[URLPattern] = [
    path("site/", overview.Overview.as_view(), name="site"),
    path("site/settings/", settings_page.SettingsPage.as_view(), name="site-settings"),
]
