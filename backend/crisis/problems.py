"""No refusal stands before help: on routes where people tell how they are, every problem carries it."""

from collections.abc import Mapping
from typing import Any

import psycopg
import structlog
from django.db import DatabaseError
from django.utils import timezone
from psycopg_pool import PoolTimeout
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import problems
from backend.api.problems import Problem, ServerError, TooManyRequests, Unavailable
from backend.api.quick_connection import UNANSWERED, answered_soon
from backend.crisis.check import Question, general_help, help_if_refused
from backend.crisis.country import country_of

log = structlog.get_logger("backend.crisis")

# Crisis routes and the page, and wherever people tell how they are, plan for a hard hour or look for somebody to ask:
# check-ins, counters, coping, and what exercises they must not do.
HELP_PREFIXES = (
    "/help",
    "/v1/check-ins",
    "/v1/coping",
    "/v1/counters",
    "/v1/cravings",
    "/v1/crisis",
    "/v1/exercise-sessions",
    "/v1/help-now",
    "/v1/help-requests",
    "/v1/if-then-plans",
    "/v1/practice",
    "/v1/safety-plan",
    "/v1/safety-profile",
    "/v1/slip-plan",
    "/v1/supporters",
    "/v1/warning-signs",
)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Render a problem with help where it belongs; also for what nobody expected, there."""
    request: Request = context["request"]
    if not request.path.startswith(HELP_PREFIXES):
        return problems.exception_handler(error, context)
    response = problems.exception_handler(error, context)
    if response is None:
        log.exception("unexpected error on a help route")
        response = problems.render(problems.ServerError())
    if "help" not in response.data:
        response.data["help"] = _help_for(request, response.status_code, country=_country_after(error, request))
    return response


def _country_after(error: Exception, request: Request) -> str:
    """Return the account's country, or an empty text where it is not known or the database cannot be asked."""
    if not isinstance(error, (DatabaseError, PoolTimeout)):
        return _country_of(request)
    if not _was_answered(error):
        return ""
    try:
        with answered_soon():
            return _country_of(request)
    except (Unavailable, UNANSWERED):
        return ""


def _was_answered(error: Exception) -> bool:
    """Whether the database itself said no, as one does that can only be read: then it is there to be asked."""
    return isinstance(error.__cause__, psycopg.Error) and error.__cause__.sqlstate is not None


def _help_for(request: Request, status: int, *, country: str) -> dict[str, Any] | None:
    """Read the answers of a refused request, as far as they can be read. `country` is the account's, if known."""
    data, today = _body_of(request), timezone.now().date()
    country = country or _text(data.get("country"))
    # A slip is told in the words of the check-in, without a form around them.
    answers, instrument = (data["answers"], _instrument_in(data)) if "answers" in data else (data, "")
    if not isinstance(answers, dict):
        return general_help(country, today=today)
    told = help_if_refused(Question(answers, instrument, country), today=today)
    # Who was told to wait, or met a fault of ours, may never send it again.
    has_failed = status == TooManyRequests.status or status >= ServerError.status
    return told or general_help(country, today=today) if has_failed else told


def _body_of(request: Request) -> dict[str, Any]:
    try:
        data = request.data
    except Exception:
        # Whatever could not be read, and for whatever reason: help comes anyway.
        return {}
    return data if isinstance(data, dict) else {}


def _instrument_in(data: Mapping[str, Any]) -> str:
    named = data.get("instrument")
    return _text(named.get("code") if isinstance(named, dict) else named)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _country_of(request: Request) -> str:
    # The account, when it can be read, knows the country; its model lies beside this app, not below it.
    try:
        person: Any = getattr(request.user, "person", None)
        return (person and country_of(person.country, locale=person.locale, tzid=person.tzid)) or ""
    except (Problem, DatabaseError):
        return ""
