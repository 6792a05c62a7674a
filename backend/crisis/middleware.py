"""The outermost layer: what fails before or around a view still brings help lines."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from backend.api.problems import CONTENT_TYPE, ServerError, plain_response
from backend.crisis.check import general_help
from backend.crisis.problems import HELP_PREFIXES

Handler = Callable[[HttpRequest], HttpResponseBase]


class HelpMiddleware:
    """Add `help` to a refusal that came from elsewhere: too large a body, an unknown address, a crash."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path_info.startswith(HELP_PREFIXES):
            return response
        return _with_help(response)


def _with_help(response: HttpResponseBase) -> HttpResponseBase:
    problem = _problem_in(response)
    if "help" in problem:
        return response
    problem["help"] = general_help("", today=timezone.now().date())
    kept = {name: value for name, value in response.headers.items() if name in {"Retry-After", "Allow", "Vary"}}
    return JsonResponse(problem, status=response.status_code, headers=kept, content_type=CONTENT_TYPE)


def _problem_in(response: HttpResponseBase) -> dict[str, object]:
    content = response.content if isinstance(response, HttpResponse) else b""
    try:
        found = json.loads(content)
    except ValueError:
        found = json.loads(plain_response(ServerError()).content) | {"status": response.status_code}
    return found if isinstance(found, dict) else {}
