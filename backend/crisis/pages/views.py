"""Help for whoever opens a page: one request, no account, no cookie, no script, nothing from elsewhere."""

from pathlib import Path

from csp.constants import HEADER
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views import View

from backend.api.inline_style import InlineStyle
from backend.api.problems import MethodNotAllowed, plain_response
from backend.crisis.lines import country_code
from backend.crisis.pages.context import context_for
from backend.crisis.sending import send
from backend.crisis.verifying.reading import current_findings

# An empty icon keeps browsers from asking for one.
STYLE = InlineStyle(Path(__file__).parent / "help.css", also=["img-src data:"])


class HelpPage(View):
    """Emergency number and help lines of a country; whatever else stands in the address gets the default."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, country: str = "") -> HttpResponse:
        context = context_for(
            country_code(country.strip("/")),
            findings=current_findings(),
            languages=request.headers.get("Accept-Language", ""),
            today=timezone.now().date(),
        )
        # Without the request: no layer for signed-in pages is asked for anything.
        page = render_to_string("crisis/help.html", context | {"style": STYLE.text})
        response = send(request, page.encode(), "text/html; charset=utf-8")
        patch_vary_headers(response, ["Accept-Language"])
        response[HEADER] = STYLE.policy
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = plain_response(MethodNotAllowed())
        response["Allow"] = ", ".join(self.http_method_names).upper()
        return response
