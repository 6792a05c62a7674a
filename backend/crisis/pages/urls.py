from django.urls import path

from backend.crisis.pages.views import HelpPage

urlpatterns = [
    path("help", HelpPage.as_view(), name="help"),
    path("help/", HelpPage.as_view()),
    path("help/<path:country>", HelpPage.as_view()),
]
