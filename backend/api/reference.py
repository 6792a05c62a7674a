"""What developers read: the schema, a page over it, and a page for each problem."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from drf_spectacular.views import SpectacularJSONAPIView

from backend.api.permissions import Anyone
from backend.api.problems import Problem


class SchemaView(SpectacularJSONAPIView):
    permission_classes = [Anyone]
    authentication_classes: list[Any] = []


def home(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who typed the bare address."""
    return TemplateResponse(request, "api/home.html")


def docs(request: HttpRequest) -> HttpResponse:
    """A plain page over the schema: no script from elsewhere."""
    schema = SchemaView.generator_class().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return TemplateResponse(request, "api/docs.html", {"schema": schema, "operations": _operations(schema)})


def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem's `type` leads to."""
    problem = next((p for p in _all_problems(Problem) if p.code == code), None)
    if problem is None:
        raise Http404
    return TemplateResponse(request, "api/problem.html", {"problem": problem})


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _all_problems(base: type[Problem]) -> list[type[Problem]]:
    found = [base]
    for subclass in base.__subclasses__():
        found += _all_problems(subclass)
    return found
