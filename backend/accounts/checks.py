"""A statement against redisclosure that cannot be used stops the start."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from backend.accounts.audit.redisclosure import PACKAGED, StatementError, statement_in


def check_statement(**_kwargs: Any) -> list[CheckMessage]:
    try:
        statement_in(Path(settings.REDISCLOSURE_STATEMENT or PACKAGED))
    except StatementError as error:
        return [Error(str(error), id="accounts.E001")]
    return []
