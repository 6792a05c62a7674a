"""What JSON must look like: small checks that combine, and survive whatever they are given."""

import math
from collections.abc import Callable, Iterator, Mapping

from backend.instruments.loading.faults import Fault

Check = Callable[[object, str], Iterator[Fault]]

# Line breaks and tabs; other control characters have no look, and PostgreSQL keeps no NUL.
SHOWN_CONTROLS = frozenset("\n\t")


def below(pointer: str, step: str | int) -> str:
    """Return the pointer to a member (RFC 6901, section 3)."""
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


def text(longest: int, *, shortest: int = 1) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(pointer, "This must be text.")
        elif not shortest <= len(value) <= longest:
            yield Fault(pointer, f"This must be {shortest} to {longest} characters long.")
        elif not _is_readable(value):
            yield Fault(pointer, "This holds characters that are no text.")

    return check


def integer(lowest: int, highest: int) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        # The exact type: True is no number here.
        if type(value) is not int or not lowest <= value <= highest:
            yield Fault(pointer, f"This must be a whole number from {lowest} to {highest}.")

    return check


def positive_number(value: object, pointer: str) -> Iterator[Fault]:
    if type(value) not in (int, float) or not math.isfinite(value) or value <= 0:  # type: ignore[arg-type,operator]
        yield Fault(pointer, "This must be a number above 0.")


def flag(value: object, pointer: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault(pointer, "This must be true or false.")


def nothing(value: object, pointer: str) -> Iterator[Fault]:
    if value is not None:
        yield Fault(pointer, "This must be null.")


def one_of(*values: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, str) or value not in values:
            yield Fault(pointer, f"This must be one of {', '.join(values)}.")

    return check


def either(first: Check, second: Check, detail: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        if any(first(value, pointer)) and any(second(value, pointer)):
            yield Fault(pointer, detail)

    return check


def list_of(member: Check, *, most: int, least: int = 0) -> Check:
    def check(value: object, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(pointer, "This must be a list.")
        elif not least <= len(value) <= most:
            yield Fault(pointer, f"This list must hold {least} to {most} things.")
        else:
            for number, each in enumerate(value):
                yield from member(each, below(pointer, number))

    return check


def named(member: Check, *, most: int) -> Check:
    """An object whose keys are names of the author's own."""

    def check(value: object, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(pointer, "This must be an object.")
        elif not 1 <= len(value) <= most:
            yield Fault(pointer, f"This object must hold 1 to {most} things.")
        else:
            for name, each in value.items():
                yield from member(each, below(pointer, name))

    return check


def table(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these keys. An unknown one is a fault: a misspelt rule must not be lost in silence."""
    known = {**required, **optional}

    def check(value: object, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(pointer, "This must be an object.")
            return
        yield from (Fault(below(pointer, key), "This field is missing.") for key in required if key not in value)
        for key, each in value.items():
            if key in known:
                yield from known[key](each, below(pointer, key))
            else:
                yield Fault(below(pointer, key), "This field is not known here.")

    return check


def _is_readable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return all(char >= " " or char in SHOWN_CONTROLS for char in value)
