"""Who calls, with the type that the view's permission has made certain."""

from typing import cast

from rest_framework.request import Request

from backend.accounts.models import Account, Person, Session, Staff


def account_of(request: Request) -> Account:
    return cast(Account, request.user)


def person_of(request: Request) -> Person:
    """For views with IsPerson."""
    return account_of(request).person


def staff_of(request: Request) -> Staff:
    """For views with IsStaff."""
    return account_of(request).staff


def session_of(request: Request) -> Session:
    """The session of the token that was sent."""
    return cast(Session, request.auth)
