"""What a site decides for itself, as data with defaults: what is left out keeps its default."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.accounts.models import Site
from backend.api.problems import Invalid, InvalidRequest


@dataclass(frozen=True)
class Policies:
    """Units are in the names; bounds are in BOUNDS.

    `missed_in_a_row` misses open an alert of L1, and a single miss within `missed_after_serious_days` of an L2 or L3
    one of L2. Who gave no sign of life for `quiet_after_days` stands on the worklist. `follow_up_hours` are counted
    from an outcome.
    """

    consent_months: int = 12
    check_in_months: int = 24
    missed_in_a_row: int = 2
    missed_after_serious_days: int = 7
    quiet_after_days: int = 7
    follow_up_hours: tuple[int, ...] = (24, 168)
    help_answer_working_hours: int = 4
    shows_overdose_spotting: bool = False


# Lowest and highest value of each number. The miss after an L2 or L3 is no site's to switch off.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "consent_months": (1, 24),
    "check_in_months": (1, 120),
    "missed_in_a_row": (1, 7),
    "missed_after_serious_days": (7, 30),
    "quiet_after_days": (2, 60),
    "follow_up_hours": (1, 24 * 30),
    "help_answer_working_hours": (1, 40),
}
MOST_FOLLOW_UPS = 5


def policies_of(site: Site) -> Policies:
    return policies_from(site.policies)


def policies_from(raw: Mapping[str, Any]) -> Policies:
    """Raises InvalidRequest with a pointer for each entry that is unknown, of a wrong type or out of bounds."""
    invalid = [Invalid(f"/policies/{name}", detail) for name, value in raw.items() if (detail := _fault(name, value))]
    if invalid:
        raise InvalidRequest(*invalid)
    decided: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    return replace(Policies(), **decided)


def as_data(policies: Policies) -> dict[str, Any]:
    """Return what differs from the defaults, as it is stored."""
    default = asdict(Policies())
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(policies).items()
        if value != default[name]
    }


def _fault(name: str, value: object) -> str | None:
    match asdict(Policies()).get(name):
        case None:
            return "There is no such policy."
        case bool():
            return None if isinstance(value, bool) else "Say true or false."
        case tuple():
            return _fault_of_list(name, value)
        case _:
            return _fault_of_number(name, value)


def _fault_of_list(name: str, value: object) -> str | None:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_FOLLOW_UPS:
        return f"Give a list of 1 to {MOST_FOLLOW_UPS} numbers."
    fault = next((fault for each in value if (fault := _fault_of_number(name, each))), None)
    if fault is None and list(value) != sorted(set(value)):
        return "Give each number once, the smallest first."
    return fault


def _fault_of_number(name: str, value: object) -> str | None:
    low, high = BOUNDS[name]
    # The exact type: True is an int to Python, and no number of months.
    if type(value) is not int or not low <= value <= high:
        return f"Give a whole number from {low} to {high}."
    return None
