"""Help for whoever opens a page: one request, no account, no cookie, no script, nothing from elsewhere."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from csp.constants import HEADER
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.views import View

from backend.api.problems import MethodNotAllowed, plain_response
from backend.crisis.lines import country_code
from backend.crisis.pages.context import context_for
from backend.crisis.sending import send
from backend.crisis.verifying.reading import current_findings

STYLE = Path(__file__).parent / "help.css"


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
        page = render_to_string("crisis/help.html", context | {"style": _style()})
        response = send(request, page.encode(), "text/html; charset=utf-8")
        patch_vary_headers(response, ["Accept-Language"])
        response[HEADER] = _policy()
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = plain_response(MethodNotAllowed())
        response["Allow"] = ", ".join(self.http_method_names).upper()
        return response


@cache
def _style() -> str:
    """One line: the browser hashes exactly what stands in the page."""
    lines = STYLE.read_text(encoding="utf-8").splitlines()
    return mark_safe("".join(line.strip() for line in lines))  # noqa: S308 - a file of ours


@cache
def _policy() -> str:
    """Nothing loads, runs or is sent, but this one style."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
