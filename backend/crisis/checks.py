"""What an operator should know of the help lines before people rely on them."""

from typing import Any

from django.core.checks import CheckMessage, Warning
from django.utils import timezone

from backend.api.quick_connection import UNANSWERED
from backend.crisis.verifying import last_good
from backend.crisis.verifying.findings import Findings
from backend.crisis.verifying.reading import ask
from backend.crisis.verifying.standings import standings

HINT = "`manage.py crisis_lines --due` names them; the console has a page to verify them, Help lines."


def check_lines(**_kwargs: Any) -> list[CheckMessage]:
    found = standings(_known(), today=timezone.now().date())
    due = sum(each.is_due for each in found)
    dead = [each.id for each in found if each.dead_since]
    warnings: list[CheckMessage] = []
    if due:
        words = f"{due} of {len(found)} help lines have not been verified within 180 days."
        warnings.append(Warning(words, hint=HINT, id="crisis.W001"))
    if dead:
        words = f"Help lines found dead, and hidden ({len(dead)}): {', '.join(dead)}."
        warnings.append(Warning(words, hint=HINT, id="crisis.W002"))
    return warnings


def _known() -> Findings:
    """A check may run where there is no database: then what was known last has to do."""
    try:
        return ask()
    except UNANSWERED:
        return last_good.findings.read() or Findings()
