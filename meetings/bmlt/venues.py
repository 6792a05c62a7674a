"""Venue type and state as BMLT says them: a number, and the formats VM, HY and TC that follow from it.

They are never linked to a meeting, so that they cannot drift apart from what the listing says.
"""

from meetings.models import State, VenueType

IN_PERSON, VIRTUAL, HYBRID = 1, 2, 3
NUMBERS = {VenueType.IN_PERSON: IN_PERSON, VenueType.VIRTUAL: VIRTUAL, VenueType.HYBRID: HYBRID}

# Made by the first migration; imports and organizers cannot take or change them.
VM, TC, HY = 54, 55, 56
RESERVED_KEYS = {VM: "VM", TC: "TC", HY: "HY"}


def venue_number(venue_type: str, state: str, *, has_online: bool) -> int:
    """Return 1 to 3; a meeting whose place is closed and that goes on online is virtual for that time."""
    if state == State.PLACE_CLOSED and has_online:
        return VIRTUAL
    return NUMBERS[VenueType(venue_type)]


def reserved_formats(number: int, state: str) -> list[int]:
    """Return the ids of the formats that venue and state stand for, ascending."""
    found = {VIRTUAL: [VM], HYBRID: [HY]}.get(number, [])
    return sorted([*found, *([TC] if state == State.PLACE_CLOSED else [])])
