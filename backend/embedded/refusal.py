"""The one exception that is meant for the person at the terminal."""


class Refusal(Exception):  # noqa: N818  an answer to a person, not a fault of the program
    """Something stands in the way; the message says what, and the exact remedy."""
