"""One request of a person at a time, where two at once would not see what the other writes."""

from backend.accounts.models import Person


def take_turn(person: Person) -> None:
    """Wait until no other transaction has this person's turn, and keep it until the caller's ends.

    People come before anything of theirs is locked, everywhere, so that no two wait for one another crosswise.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
