"""Lock-out: whoever guesses passwords or one-time codes waits, and learns how long and nothing else.

Wrong passwords count by login and address (axes), so that strangers cannot lock somebody out, and by login alone far
later. Wrong codes count by account: whoever is asked for one has typed the right password.
"""

import math
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from backend.accounts.models import Account
from backend.api.secrets import keyed_hash
from backend.console.models import WrongCodes
from backend.console.sign_in import limits


@transaction.atomic
def count_code(account: Account, *, now: datetime) -> timedelta:
    """Count a code as wrong before it is looked at: of many at once, none would be counted in time otherwise.

    Returns how long to wait instead of looking at it; zero: go on.
    """
    WrongCodes.objects.get_or_create(account=account, defaults={"count": 0, "last_at": now})
    wrong = WrongCodes.objects.select_for_update().get(account=account)
    wait = wrong.last_at + limits.wait_after(wrong.count) - now
    if wait > timedelta(0):
        return wait
    wrong.count += 1
    wrong.last_at = now
    wrong.save(update_fields=["count", "last_at"])
    return timedelta(0)


def forget_codes(account: Account) -> None:
    """The code was right after all."""
    WrongCodes.objects.filter(account=account).delete()


def page(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """Say how long to wait: the same words for every login, whether there is one or not."""
    response = render(request, "429.html", {"minutes": math.ceil(wait / timedelta(minutes=1))}, status=429)
    response["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response


def page_after_wrong_passwords(
    request: HttpRequest, _response: HttpResponse, credentials: dict[str, Any]
) -> HttpResponse:
    """What axes answers (AXES_LOCKOUT_CALLABLE)."""
    counted = AccessAttempt.objects.filter(username=name_of(request, credentials), ip_address=address_of(request))
    last_at = counted.aggregate(last_at=Max("attempt_time"))["last_at"] or timezone.now()
    return page(request, last_at + settings.AXES_COOLOFF_TIME - timezone.now())


def name_of(_request: HttpRequest, credentials: dict[str, Any]) -> str:
    """Return what axes counts under (AXES_USERNAME_CALLABLE): SAM and sam are one.

    A hash: now and then somebody types a password into the wrong field. Django's signals call the login `username`,
    whatever the model calls it; axes itself uses the model's word.
    """
    login = credentials.get("username") or credentials.get("login") or ""
    return keyed_hash("wrong-password", login.strip().lower().encode()).hex()


def address_of(request: HttpRequest) -> str | None:
    """Return the address that counts (AXES_CLIENT_IP_CALLABLE): behind a proxy, what the proxy saw."""
    address: str | None = get_client_ip(request)
    return address
