"""The OpenAPI file: generated, committed, compared in tests."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, get_lib_doc_excludes

from backend.api.permissions import Anyone
from backend.api.problems import CONTENT_TYPE
from backend.api.serializers import Part, Shape

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details. docs/problems.md lists the codes.",
    "properties": {
        "type": {"type": "string"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["pointer", "detail"],
            },
        },
        "help": {"type": ["object", "null"], "additionalProperties": {}},
    },
    "required": ["type", "code", "title", "status"],
    "additionalProperties": {},
}
WRITES = frozenset({"POST", "PUT", "PATCH"})


class Schema(AutoSchema):
    """Declare the problems that every route of a kind can answer, beside what the view declares itself."""

    def get_operation_id(self) -> str:
        """Name an operation by its method and path: two routes never share a name, and a new one renames no other."""
        parts = self.path.removeprefix("/v1/").replace("{", "by/").replace("}", "").split("/")
        return "_".join([self.method.lower(), *parts]).replace("-", "_").replace(".", "_")

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        problem = {"content": {CONTENT_TYPE: {"schema": self._problem().ref}}, "description": "Problem"}
        for status in sorted(self._problem_statuses()):
            bodies.setdefault(str(status), problem)
        return bodies

    def _problem(self) -> ResolvedComponent:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name="Problem", type=ResolvedComponent.SCHEMA, schema=PROBLEM_SCHEMA, object="Problem"
        )
        self.registry.register_on_missing(component)
        return component

    def _problem_statuses(self) -> set[int]:
        statuses = {400, 406, *getattr(self.view, "problem_statuses", ())}
        if self.view.throttle_classes:
            statuses.add(429)
        if self.view.authentication_classes:
            statuses.add(401)
            if Anyone not in self.view.permission_classes:
                statuses.add(403)
        if "{" in self.path:
            statuses.add(404)
        if self.method in WRITES:
            statuses |= {409, 413, 415, 422}
        return statuses


def bases_not_described() -> list[type]:
    """Return those whose docstrings speak to us, not to those who read the API."""
    return [Part, Shape, *get_lib_doc_excludes()]  # type: ignore[no-untyped-call]  # the package has no annotation here


def only_versioned_paths(endpoints: list[Any]) -> list[Any]:
    """Leave pages and the schema itself out of the schema."""
    return [e for e in endpoints if e[0].startswith("/v1/") and not e[0].startswith("/v1/openapi")]
