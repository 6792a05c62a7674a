"""Bad ready lines stop the start, with what is wrong."""

from typing import Any

from django.core.checks import CheckMessage, Error

from backend.coping.plans.lines import PlanLinesError, plan_lines


def check_plan_lines(**_kwargs: Any) -> list[CheckMessage]:
    try:
        plan_lines()
    except (OSError, PlanLinesError) as error:
        return [Error(str(error), id="coping.E003")]
    return []
