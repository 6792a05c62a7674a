"""The one exception that is meant for the person at the terminal."""


class Refusal(Exception):
    """Something stands in the way; the message says what, and the exact remedy."""
