"""Bad rules of retention stop the start, with the place that is wrong."""

from typing import Any

from django.core.checks import CheckMessage, Error

from backend.rights.retention import RetentionError, retention


def check_retention(**_kwargs: Any) -> list[CheckMessage]:
    try:
        retention()
    except RetentionError as error:
        return [Error(str(error), id="rights.E001")]
    return []
