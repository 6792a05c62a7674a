"""Problem details (RFC 9457): one shape for every refusal. docs/problems.md lists the codes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout
from rest_framework import exceptions
from rest_framework.response import Response

from backend.api.plain_refusals import plain
from backend.api.postgresql.connections import ServerSilent

CONTENT_TYPE = "application/problem+json"
# A database that was restarted is back by then.
RETRY_AFTER_SECONDS = 5


class Problem(Exception):
    """A refusal that a client can act on.

    Subclasses set `code` (a slug), `title` and `status`. `detail` is shown to people: it holds no health data.
    Keyword arguments become extension members.
    """

    code = "internal-error"
    title = "Something went wrong on our side."
    status = 500

    def __init__(self, detail: str | None = None, **extensions: Any) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.extensions = extensions
        self.headers: dict[str, str] = {}

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "code": self.code,
            "title": self.title,
            "status": self.status,
        }
        if self.detail:
            body["detail"] = self.detail
        return body | self.extensions


@dataclass(frozen=True)
class Invalid:
    """One thing wrong with a request: where (a JSON pointer, RFC 6901) and what."""

    pointer: str
    detail: str


class InvalidRequest(Problem):
    code, title, status = "invalid-request", "The request is not valid.", 400

    def __init__(self, *errors: Invalid, **extensions: Any) -> None:
        super().__init__(errors=[{"pointer": e.pointer, "detail": e.detail} for e in errors], **extensions)


class NotAuthenticated(Problem):
    """`reason`: `revoked` (signed out, ended or expired), `unknown`, or `missing`."""

    code, title, status = "not-authenticated", "Sign in to do this.", 401

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.headers = {"WWW-Authenticate": "Bearer"}


class Forbidden(Problem):
    code, title, status = "forbidden", "This is not open to your kind of account.", 403


class NotFound(Problem):
    code, title, status = "not-found", "There is nothing here for you.", 404


class MethodNotAllowed(Problem):
    code, title, status = "method-not-allowed", "This address does not take that method.", 405


class NotAcceptable(Problem):
    code, title, status = "not-acceptable", "Only JSON is served here.", 406


class IdTaken(Problem):
    code, title, status = "id-taken", "This id is in use for something else.", 409


class RequestInProgress(Problem):
    code, title, status = "request-in-progress", "The same request is still being worked on.", 409


class PreconditionFailed(Problem):
    code, title, status = "precondition-failed", "It has changed since you read it.", 412


class BodyTooLarge(Problem):
    code, title, status = "body-too-large", "The request is too large.", 413


class UnsupportedMediaType(Problem):
    code, title, status = "unsupported-media-type", "Send JSON.", 415


class IdempotencyKeyReused(Problem):
    code, title, status = "idempotency-key-reused", "This key was used for another request.", 422


class TooManyRequests(Problem):
    code, title, status = "too-many-requests", "Too many requests. Please wait a little.", 429

    def __init__(self, wait_seconds: float | None = None) -> None:
        super().__init__()
        if wait_seconds is not None:
            self.headers = {"Retry-After": str(math.ceil(wait_seconds))}


class Unavailable(Problem):
    """The database has no connection to give, or says nothing."""

    code, title, status = "unavailable", "We cannot answer just now. Please try again in a moment.", 503

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}


class ServerError(Problem):
    pass


def exception_handler(error: Exception, _context: Mapping[str, Any]) -> Response | None:
    """Render any expected refusal as a problem; None for what nobody expected."""
    problem = as_problem(error)
    return None if problem is None else render(problem)


def render(problem: Problem) -> Response:
    return Response(problem.as_json(), problem.status, headers=problem.headers, content_type=CONTENT_TYPE)


def as_problem(error: Exception) -> Problem | None:
    """Translate Django's and DRF's own exceptions into ours."""
    match error:
        case Problem():
            return error
        case exceptions.ValidationError():
            return InvalidRequest(*_invalid_fields(error.detail))
        case exceptions.ParseError() | UnicodeDecodeError():
            return InvalidRequest(Invalid("", "The body is not valid JSON."))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return NotAuthenticated("missing")
        case exceptions.PermissionDenied() | PermissionDenied():
            return Forbidden()
        case exceptions.NotFound() | Http404():
            return NotFound()
        case exceptions.MethodNotAllowed():
            return MethodNotAllowed()
        case exceptions.NotAcceptable():
            return NotAcceptable()
        case exceptions.UnsupportedMediaType():
            return UnsupportedMediaType()
        case exceptions.Throttled():
            return TooManyRequests(getattr(error, "wait", None))
        case RequestDataTooBig():
            return BodyTooLarge()
        case OperationalError(__cause__=PoolTimeout() | ServerSilent()):
            return Unavailable()
    return None


def plain_response(problem: Problem) -> HttpResponse:
    """Render a problem outside DRF: in middleware and for unknown addresses."""
    return JsonResponse(problem.as_json(), status=problem.status, headers=problem.headers, content_type=CONTENT_TYPE)


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - passed by name
    return plain_response(NotFound())


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - passed by name
    return plain_response(InvalidRequest(Invalid("", "This request cannot be answered as it was sent.")))


def server_error(_request: HttpRequest) -> HttpResponse:
    return plain_response(ServerError())


def _invalid_fields(detail: Any, pointer: str = "") -> Iterator[Invalid]:
    """Flatten DRF's nested error detail into JSON pointers."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            here = pointer if key == "non_field_errors" else f"{pointer}/{_escaped(str(key))}"
            yield from _invalid_fields(value, here)
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        nested = any(isinstance(value, Mapping) for value in detail)
        for index, value in enumerate(detail):
            yield from _invalid_fields(value, f"{pointer}/{index}" if nested else pointer)
    else:
        yield Invalid(pointer, plain(str(detail)))


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
