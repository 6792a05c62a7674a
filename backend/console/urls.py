from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from backend.console import pages
from backend.console.api_token import ApiTokenPage
from backend.console.demo_links import DemoSignInPage
from backend.console.first_admin import FirstAdminPage
from backend.console.home import Home
from backend.console.operator import urls as operator_urls
from backend.console.organizer import urls as organizer_urls
from backend.console.person import urls as person_urls
from backend.console.sign_in import session_pages
from backend.console.sign_in import urls as sign_in_urls
from backend.console.sign_in.passwords import ChangePassword
from backend.console.site import urls as site_urls
from backend.console.staff import urls as staff_urls


def routes(*, demo: bool) -> list[URLPattern | URLResolver]:
    """Outside the demo its sign-in links lead nowhere, whoever signed them."""
    demo_links = [path("demo-sign-in/<str:code>", DemoSignInPage.as_view(), name="demo-sign-in")]
    return [
        path("", Home.as_view(), name="console"),
        path("sign-in/", include(sign_in_urls)),
        path("first-admin/<str:code>", FirstAdminPage.as_view(), name="first-admin"),
        *(demo_links if demo else []),
        path("api-token/", ApiTokenPage.as_view(), name="api-token"),
        path("password/", ChangePassword.as_view(), name="account_change_password"),
        path("signed-in/", session_pages.SignedInPage.as_view(), name="signed-in"),
        path("signed-in/browsers/<uuid:session_id>/end/", session_pages.EndBrowser.as_view(), name="end-browser"),
        path("signed-in/tokens/<uuid:session_id>/end/", session_pages.EndToken.as_view(), name="end-token"),
        path("signed-in/end-others/", session_pages.EndOthers.as_view(), name="end-others"),
        path("", include(staff_urls)),
        path("", include(person_urls)),
        path("", include(site_urls)),
        path("", include(organizer_urls)),
        path("", include(operator_urls)),
        path("<path:rest>", pages.not_found),
    ]


urlpatterns = routes(demo=settings.DEMO)
