from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from backend.crisis.pages.views import HelpPage

urlpatterns = [
    path("help", csrf_exempt(HelpPage.as_view()), name="help"),
    path("help/", csrf_exempt(HelpPage.as_view())),
    path("help/<path:country>", csrf_exempt(HelpPage.as_view())),
]
