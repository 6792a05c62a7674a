"""The bearer token: fetched once, renewed in the background before it ends, one refresh at a time."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from django.core.exceptions import ImproperlyConfigured
from firebase_admin import credentials
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

RENEW_BEFORE = timedelta(minutes=5)
TIMEOUT_SECONDS = 10

log = structlog.get_logger(__name__)


class NoBearerError(Exception):
    """The token endpoint gave none."""


class Bearer:
    """Belongs to one event loop."""

    def __init__(self, service_account: Path) -> None:
        """Raises ImproperlyConfigured."""
        try:
            self._credential = credentials.Certificate(str(service_account)).get_credential()
        except (OSError, ValueError) as error:
            # Not the error's text: it may quote the key.
            raise ImproperlyConfigured(
                f"{service_account} is not a complete service-account file ({type(error).__name__}). "
                "FIREBASE_CREDENTIALS must name the JSON file that the Firebase console makes."
            ) from None
        self._refreshing: asyncio.Task[None] | None = None

    async def header(self) -> str:
        """Return the value for Authorization. Raises NoBearerError."""
        left = self._left()
        if left < RENEW_BEFORE:
            refresh = self._refresh()
            if left <= timedelta(0):
                await refresh
        return f"Bearer {self._credential.token}"

    def forget(self, header: str) -> None:
        """Renew a token that was refused before its time; one that has been renewed since stays."""
        if header == f"Bearer {self._credential.token}":
            self._credential.token = None

    def _left(self) -> timedelta:
        expiry: datetime | None = self._credential.expiry
        if self._credential.token is None or expiry is None:
            return timedelta(0)
        # google-auth keeps naive times in UTC.
        return expiry.replace(tzinfo=UTC) - datetime.now(UTC)

    def _refresh(self) -> "asyncio.Task[None]":
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._fetch())
            self._refreshing.add_done_callback(_report)
        return self._refreshing

    async def _fetch(self) -> None:
        request = partial(Request(), timeout=TIMEOUT_SECONDS)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(None, self._credential.refresh, request)
        except GoogleAuthError as error:
            raise NoBearerError from error


def _report(refresh: "asyncio.Task[None]") -> None:
    # Looked at here, so that a refresh that failed in the background is not also reported by asyncio.
    error = refresh.exception()
    if error is not None:
        log.warning("bearer not refreshed", error_type=type(error.__cause__ or error).__name__)
