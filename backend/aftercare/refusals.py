"""Refusals of requests that may tell of a danger: what can be read of them is read all the same."""

from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.request import Request

from backend.accounts.authentication import SessionRefused
from backend.accounts.models import Person
from backend.api.problems import IdempotencyKeyReused, InvalidRequest, RequestInProgress

# Of a known person, with a body that can be read.
FAULTY = (
    ValidationError,
    InvalidRequest,
    IdempotencyKeyReused,
    RequestInProgress,
    SessionRefused,
    NotAcceptable,
)


def person_behind(request: Request, error: Exception) -> Person | None:
    """Return who sent a request that is refused: also somebody whose session has ended."""
    account = error.account if isinstance(error, SessionRefused) else request.user
    return Person.objects.filter(pk=account.pk).first() if account else None
