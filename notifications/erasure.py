from datetime import datetime

from backend.accounts.models import Person


def erase_person(person: Person, *, now: datetime) -> None:
    """Nothing is kept here yet."""
