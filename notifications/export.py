from typing import Any

from backend.accounts.models import Person


def export_person(person: Person) -> dict[str, Any]:
    """Nothing is kept here yet."""
    return {}
