"""Bad milestone data stops the start."""

from typing import Any

from django.core.checks import CheckMessage, Error

from backend.coping.counters.milestones import MilestonesError, milestones


def check_milestones(**_kwargs: Any) -> list[CheckMessage]:
    try:
        next(milestones())
    except MilestonesError as error:
        return [Error(str(error), id="coping.E004")]
    return []
