"""Numbers as text: the shortest that reads back as the same number, never with an exponent."""

from decimal import Decimal


def shortest(number: float) -> str:
    text = format(Decimal(repr(float(number))), "f")
    return text.removesuffix(".0")
